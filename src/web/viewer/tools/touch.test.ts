import { expect, test } from 'vitest'
import type { Point2 } from '../geometry/vector.ts'
import { twoFingers } from './touch.ts'

const from: readonly [Point2, Point2] = [
  [100, 200],
  [180, 200],
]
const moved = (one: Point2, other: Point2 = one): readonly [Point2, Point2] => [
  [from[0][0] + one[0], from[0][1] + one[1]],
  [from[1][0] + other[0], from[1][1] + other[1]],
]

test('two fingers side by side, up or down: the window', () => {
  expect(twoFingers(from, moved([0, 20]))).toBe('window')
  expect(twoFingers(from, moved([4, -30]))).toBe('window')
})

test('apart, together or across: size and place', () => {
  expect(twoFingers(from, moved([-10, 0], [10, 0]))).toBe('place')
  expect(twoFingers(from, moved([12, 0], [-12, 0]))).toBe('place')
  expect(twoFingers(from, moved([20, 5]))).toBe('place')
  expect(twoFingers(from, moved([20, 20]))).toBe('place')
})

test('a little trembling tells nothing yet', () => {
  expect(twoFingers(from, moved([3, 6], [-2, 4]))).toBe('undecided')
})
