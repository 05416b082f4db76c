import { expect, test } from 'vitest'
import { changesOf } from './changes.ts'

test('a change names what was and what is; anything else is told as it stands', () => {
  expect(changesOf({ patient_name: ['Doe^Jane', 'Doe^Janet'], comment: [null, ''] })).toEqual([
    { field: 'patient_name', before: 'Doe^Jane', after: 'Doe^Janet' },
    { field: 'comment', before: '–', after: '–' },
  ])
  expect(changesOf({ count: 3, flags: ['a', 'b', 'c'] })).toEqual([
    { field: 'count', after: '3' },
    { field: 'flags', after: '["a","b","c"]' },
  ])
})

test('an event without a detail has no rows', () => {
  for (const nothing of [null, undefined, '', 'text', []]) expect(changesOf(nothing)).toEqual([])
})
