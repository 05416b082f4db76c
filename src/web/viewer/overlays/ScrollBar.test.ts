import { expect, test } from 'vitest'
import { runsOf } from './ScrollBar.tsx'

test('what is loaded is drawn as runs', () => {
  expect(runsOf([true, true, false, true])).toEqual([
    [0, 2],
    [3, 4],
  ])
  expect(runsOf([false, false])).toEqual([])
})
