import { expect, test } from 'vitest'
import { type Grid, neighbour, placed, reshaped, shownIn } from './grid.ts'

const grid = (cells: (string | undefined)[], active = 0): Grid => ({
  rows: 1,
  columns: cells.length,
  cells,
  active,
})

test('a larger grid keeps what is shown', () => {
  expect(reshaped(grid(['b', 'a']), { rows: 2, columns: 2 }).cells).toEqual(['b', 'a', undefined, undefined])
})

test('a smaller grid keeps the active stack', () => {
  expect(reshaped(grid(['a', 'b', 'c', 'd'], 3), { rows: 1, columns: 1 })).toMatchObject({
    cells: ['d'],
    active: 0,
  })
  expect(reshaped(grid(['a', 'b', 'c', 'd'], 1), { rows: 1, columns: 2 })).toMatchObject({
    cells: ['a', 'b'],
    active: 1,
  })
})

test('placing a stack makes its cell the active one', () => {
  expect(placed(grid(['a', 'b']), 1, 'c')).toMatchObject({ cells: ['a', 'c'], active: 1 })
})

test('the next viewport after the last is the first', () => {
  expect(neighbour(grid(['a', 'b', 'c'], 2), 1)).toBe(0)
  expect(neighbour(grid(['a', 'b', 'c'], 0), -1)).toBe(2)
})

test('viewports count from one on the thumbnail', () => {
  expect(shownIn(grid(['a', 'b', 'a']), 'a')).toEqual([1, 3])
})
