import { expect, test } from 'vitest'
import type { ImagePlane } from '../geometry/plane.ts'
import type { Vector3 } from '../geometry/vector.ts'
import { makeStack } from '../testing/stack.ts'
import { followingIndex, nearestIndex, offsetBetween, tieOf } from './align.ts'
import { cutLine } from './lines.ts'

const positions = (from: number, step: number, count: number): Vector3[] =>
  Array.from({ length: count }, (_, index) => [-100, -100, from + index * step])

const thin = makeStack({ id: 'thin', positions: positions(0, 1, 101) })
const thick = makeStack({ id: 'thick', positions: positions(0, 5, 21) })
const sagittal = makeStack({
  id: 'sag',
  positions: positions(0, 1, 20),
  row: [0, 1, 0],
  column: [0, 0, -1],
})
const prior = makeStack({ id: 'prior', study: '2', space: '9', positions: positions(1000, 2, 50) })

test('within one frame of reference stacks go by place in the patient', () => {
  expect(tieOf(thin, thick)).toBe('position')
  expect(followingIndex('position', thin, 52, thick, 0)).toBe(10)
  expect(followingIndex('position', thick, 20, thin, 0)).toBe(100)
  expect(nearestIndex(thick, [0, 0, 13])).toBe(3)
})

test('other planes are left alone', () => {
  expect(tieOf(thin, sagittal)).toBeUndefined()
})

test('in another frame of reference by the distance at the moment of linking', () => {
  expect(tieOf(thin, prior)).toBe('depth')
  const offset = offsetBetween('depth', thin, 50, prior, 25)
  expect(offset).toBe(1000)
  expect(followingIndex('depth', thin, 60, prior, offset)).toBe(30)
  expect(followingIndex('depth', prior, 35, thin, -offset)).toBe(70)
  expect(followingIndex('depth', thin, 100, prior, offset)).toBe(49)
})

test('images without a place go by number, and only beside another study', () => {
  const film = makeStack({ id: 'film', positions: positions(0, 0, 10), located: false })
  const twin = makeStack({ id: 'twin', positions: positions(0, 0, 10), located: false })
  const older = makeStack({ id: 'older', study: '2', positions: positions(0, 0, 8), located: false })
  expect(tieOf(film, twin)).toBeUndefined()
  expect(tieOf(film, older)).toBe('count')
  expect(followingIndex('count', film, 9, older, offsetBetween('count', film, 2, older, 3))).toBe(7)
  expect(tieOf(film, thin)).toBeUndefined()
})

test('a plane cuts another where both hold the same points of the patient', () => {
  const plane = (position: Vector3, row: Vector3, column: Vector3): ImagePlane => ({
    ...{ rows: 100, columns: 100, rowSpacing: 1, columnSpacing: 1, located: true },
    ...{ position, row, column },
  })
  const axial = plane([-50, -50, 0], [1, 0, 0], [0, 1, 0])
  const coronal = plane([-50, 10, 50], [1, 0, 0], [0, 0, -1])
  const line = cutLine(axial, coronal)
  expect(line?.map((point) => point[1])).toEqual([50.5, 50.5])
  expect(line?.map((point) => Math.round(point[0])).sort()).toEqual([0, 100])
  expect(cutLine(axial, plane([0, 0, 9], [0, 1, 0], [1, 0, 0]))).toBeUndefined()
  expect(cutLine(plane([-50, -50, 200], [1, 0, 0], [0, 1, 0]), coronal)).toBeUndefined()
})
