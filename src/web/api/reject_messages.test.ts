import { expect, test } from 'vitest'
import { readRejectMessages, writeRejectMessages } from './reject_messages.ts'

test('messages are kept beside what else the setting says', () => {
  const before = '{"always_show_advanced_search":true}'
  const after = writeRejectMessages(before, true, ['Wrong patient ', '', 'No consent'])
  expect(JSON.parse(after)).toMatchObject({ always_show_advanced_search: true })
  expect(readRejectMessages(after)).toEqual({ offered: true, messages: ['Wrong patient', 'No consent'] })
  expect(readRejectMessages(JSON.parse(after)).offered).toBe(true)
  expect(readRejectMessages(writeRejectMessages(after, false, [])).offered).toBe(false)
})

test.each([null, undefined, '', 'no json', '[]', '{"study_reject_messages":7}'])(
  '%j says nothing',
  (value) => {
    expect(readRejectMessages(value)).toEqual({ offered: undefined, messages: [] })
  },
)
