import { expect, test } from 'vitest'
import { viewStateSchema } from '../state/viewState.ts'
import { linkTo, viewIn } from './viewLink.ts'

test('a link leads to the same view, and names nobody', () => {
  const state = viewStateSchema.parse({
    version: 1,
    rows: 1,
    columns: 2,
    active: 1,
    cells: [{ stack: '1.2.3', image: { SOPInstanceUID: '1.2.3.4', frameNumber: 2 } }, null],
    protocol: 'follow-up',
  })
  const link = linkTo('study-uuid', state, 'https://images.example')
  expect(link.startsWith('https://images.example/studies/study-uuid/view#view=')).toBe(true)
  expect(link).not.toMatch(/[?&]/)
  expect(viewIn(new URL(link).hash)).toEqual(state)
})

test('what is no view of ours opens the study as it is', () => {
  expect(viewIn('')).toBeUndefined()
  expect(viewIn('#view=!!!')).toBeUndefined()
  expect(viewIn('#view=e30')).toBeUndefined()
})
