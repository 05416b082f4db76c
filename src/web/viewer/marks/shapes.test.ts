import { expect, test } from 'vitest'
import type { Point2 } from '../geometry/vector.ts'
import { hitShape } from './hit.ts'
import { handlesOf, movedHandle, movedShape, shapeFrom } from './shapes.ts'

const SQUARE = { rowSpacing: 1, columnSpacing: 1 }
const TALL = { rowSpacing: 2, columnSpacing: 1 }
const same = (point: Point2): Point2 => point
const rightAngled = (points: readonly Point2[], image: { rowSpacing: number; columnSpacing: number }) => {
  const [a, b, c, d] = points
  if (!a || !b || !c || !d) return Number.NaN
  return (
    (b[0] - a[0]) * (d[0] - c[0]) * image.columnSpacing ** 2 +
    (b[1] - a[1]) * (d[1] - c[1]) * image.rowSpacing ** 2
  )
}

test('the second axis stands at right angles in space, through the middle, half as long', () => {
  for (const image of [SQUARE, TALL]) {
    const { points } = shapeFrom(
      'bidirectional',
      [
        [0, 0],
        [20, 10],
      ],
      image,
    )
    expect(rightAngled(points, image)).toBeCloseTo(0)
  }
  expect(
    shapeFrom(
      'bidirectional',
      [
        [0, 0],
        [20, 0],
      ],
      SQUARE,
    ).points,
  ).toEqual([
    [0, 0],
    [20, 0],
    [10, 5],
    [10, -5],
  ])
})

test('moving any end keeps the axes at right angles', () => {
  const mark = shapeFrom(
    'bidirectional',
    [
      [0, 0],
      [20, 10],
    ],
    TALL,
  )
  for (const handle of [0, 1, 2, 3]) {
    expect(rightAngled(movedHandle(mark, handle, [31, -7], TALL).points, TALL)).toBeCloseTo(0)
  }
  const [, , s0, s1] = movedHandle(
    shapeFrom(
      'bidirectional',
      [
        [0, 0],
        [20, 0],
      ],
      SQUARE,
    ),
    2,
    [5, 8],
    SQUARE,
  ).points
  expect([s0, s1]).toEqual([
    [5, 8],
    [5, -5],
  ])
})

test('a corner of a rectangle moves against the opposite one, a side of an ellipse alone', () => {
  const box = shapeFrom(
    'rectangle',
    [
      [10, 10],
      [20, 30],
    ],
    SQUARE,
  )
  expect(handlesOf(box)).toEqual([
    [10, 10],
    [20, 10],
    [20, 30],
    [10, 30],
  ])
  expect(movedHandle(box, 1, [25, 5], SQUARE).points).toEqual([
    [10, 5],
    [25, 30],
  ])
  const ellipse = shapeFrom(
    'ellipse',
    [
      [10, 10],
      [20, 30],
    ],
    SQUARE,
  )
  expect(movedHandle(ellipse, 2, [26, 99], SQUARE).points).toEqual([
    [10, 10],
    [26, 30],
  ])
})

test('a mark moves with its text', () => {
  const mark = {
    ...shapeFrom(
      'length',
      [
        [0, 0],
        [10, 0],
      ],
      SQUARE,
    ),
    textAt: [12, 5] as const,
  }
  expect(movedShape(mark, [3, 4])).toMatchObject({
    points: [
      [3, 4],
      [13, 4],
    ],
    textAt: [15, 9],
  })
})

test('the pointer takes handles before lines, and nothing in the middle of a region', () => {
  const box = shapeFrom(
    'rectangle',
    [
      [100, 100],
      [200, 200],
    ],
    SQUARE,
  )
  expect(hitShape(box, [104, 97], same)).toEqual({ part: 'handle', handle: 0 })
  expect(hitShape(box, [150, 103], same)).toEqual({ part: 'body' })
  expect(hitShape(box, [150, 150], same)).toBeUndefined()
  const ellipse = shapeFrom(
    'ellipse',
    [
      [100, 100],
      [200, 200],
    ],
    SQUARE,
  )
  expect(hitShape(ellipse, [185, 185], same)).toEqual({ part: 'body' })
  expect(hitShape(ellipse, [197, 197], same)).toBeUndefined()
})

test('a finger reaches further than a pointer', () => {
  const line = shapeFrom(
    'length',
    [
      [0, 0],
      [100, 0],
    ],
    SQUARE,
  )
  expect(hitShape(line, [50, 10], same)).toBeUndefined()
  expect(hitShape(line, [50, 10], same, true)).toEqual({ part: 'body' })
})
