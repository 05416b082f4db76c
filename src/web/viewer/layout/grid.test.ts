import { expect, test } from 'vitest'
import { filled, type Grid, neighbour, ONE, placed, reshaped, shownIn } from './grid.ts'

const grid = (cells: (string | undefined)[], active = 0): Grid => ({
  rows: 1,
  columns: cells.length,
  cells,
  active,
})

test('a larger grid keeps what is shown and takes the next stacks', () => {
  expect(reshaped(grid(['b']), { rows: 2, columns: 2 }, ['a', 'b', 'c']).cells).toEqual([
    'b',
    'a',
    'c',
    undefined,
  ])
})

test('a smaller grid keeps the active stack', () => {
  expect(
    reshaped(grid(['a', 'b', 'c', 'd'], 3), { rows: 1, columns: 1 }, ['a', 'b', 'c', 'd']),
  ).toMatchObject({ cells: ['d'], active: 0 })
  expect(reshaped(grid(['a', 'b', 'c', 'd'], 1), { rows: 1, columns: 2 }, [])).toMatchObject({
    cells: ['a', 'b'],
    active: 1,
  })
})

test('empty cells fill as stacks become known, others stay', () => {
  const first = filled(ONE, ['a', 'b'])
  expect(first.cells).toEqual(['a'])
  expect(filled(first, ['a', 'b'])).toBe(first)
  expect(filled(grid(['x', undefined]), ['x', 'y']).cells).toEqual(['x', 'y'])
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
