import { expect, test } from 'vitest'
import { type ImagePlane, imagePointOf, worldOf } from './plane.ts'
import {
  apply,
  cameraOf,
  FIT,
  flippedHorizontally,
  imageToCanvas,
  inverse,
  pixelsPerUnit,
  rotated,
  zoomedAbout,
} from './presentation.ts'
import { add, cross, dot, scale, type Vector3 } from './vector.ts'

const PLANE: ImagePlane = {
  rows: 300,
  columns: 200,
  rowSpacing: 0.5,
  columnSpacing: 1,
  row: [0, 1, 0],
  column: [0, 0, -1],
  position: [10, -20, 30],
  located: true,
}
const CANVAS = { width: 800, height: 600 }
const close = (one: readonly number[], other: readonly number[]) =>
  one.forEach((value, index) => {
    expect(value).toBeCloseTo(other[index] ?? Number.NaN, 6)
  })

test('fitted, the whole image is on the canvas and touches two edges', () => {
  const matrix = imageToCanvas(PLANE, FIT, CANVAS)
  close(apply(matrix, [0, 0]), [0, 0])
  close(apply(matrix, [200, 300]), [800, 600])
  close(apply(imageToCanvas(PLANE, FIT, { width: 800, height: 900 }), [100, 150]), [400, 450])
})

test('a quarter turn fits again', () => {
  const matrix = imageToCanvas(PLANE, rotated(FIT, 90), CANVAS)
  const [x0, y0] = apply(matrix, [0, 0])
  const [x1, y1] = apply(matrix, [200, 300])
  expect(Math.abs(y1 - y0)).toBeCloseTo(600)
  expect(Math.abs(x1 - x0)).toBeCloseTo(450)
  // Turned clockwise, the first row is at the right.
  expect(x0).toBeGreaterThan(x1)
})

test('the inverse takes canvas pixels back to image points', () => {
  const matrix = imageToCanvas(PLANE, { zoom: 2.5, pan: [30, -12], rotation: 37, flipped: true }, CANVAS)
  close(apply(inverse(matrix), apply(matrix, [12.5, 77])), [12.5, 77])
})

test('zooming keeps the point under the pointer where it is', () => {
  const before = { zoom: 1.3, pan: [40, -25] as const, rotation: 90, flipped: false }
  const point = apply(inverse(imageToCanvas(PLANE, before, CANVAS)), [123, 456])
  const after = zoomedAbout(before, 1.7, [123, 456], CANVAS)
  close(apply(imageToCanvas(PLANE, after, CANVAS), point), [123, 456])
})

test('mirroring is about the middle of the screen whatever the turn', () => {
  const before = { zoom: 1, pan: [25, 10] as const, rotation: 37, flipped: false }
  const [x, y] = apply(imageToCanvas(PLANE, before, CANVAS), [20, 30])
  close(apply(imageToCanvas(PLANE, flippedHorizontally(before), CANVAS), [20, 30]), [800 - x, y])
})

test('the camera sees the plane where the matrix puts it', () => {
  for (const presentation of [
    FIT,
    { zoom: 2, pan: [13, -40] as const, rotation: 0, flipped: false },
    { zoom: 0.7, pan: [0, 5] as const, rotation: 120, flipped: true },
  ]) {
    const camera = cameraOf(PLANE, presentation, CANVAS, 100)
    const right = scale(cross(camera.viewPlaneNormal, camera.viewUp), -1)
    const size = CANVAS.height / 2 / camera.parallelScale
    const project = (world: Vector3) => {
      const offset = add(world, scale(camera.focalPoint, -1))
      return [
        CANVAS.width / 2 + dot(offset, right) * size,
        CANVAS.height / 2 - dot(offset, camera.viewUp) * size,
      ]
    }
    const matrix = imageToCanvas(PLANE, presentation, CANVAS)
    for (const point of [
      [0, 0],
      [200, 0],
      [50.5, 299.5],
    ] as const)
      close(project(worldOf(PLANE, point)), apply(matrix, point))
  }
})

test('pixel aspect is kept: a millimetre is as long across as down', () => {
  const matrix = imageToCanvas(PLANE, FIT, CANVAS)
  expect(matrix.a / PLANE.columnSpacing).toBeCloseTo(matrix.d / PLANE.rowSpacing)
  expect(pixelsPerUnit(PLANE, FIT, CANVAS)).toBeCloseTo(4)
})

test('image points count from the corner of the first pixel', () => {
  close(worldOf(PLANE, [0.5, 0.5]), [10, -20, 30])
  close(worldOf(PLANE, [1.5, 2.5]), [10, -19, 29])
  close(imagePointOf(PLANE, [10, -19, 29]), [1.5, 2.5])
})
