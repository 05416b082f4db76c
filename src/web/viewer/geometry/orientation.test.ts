import { expect, test } from 'vitest'
import { lettersOf, lettersOfPlane, lettersOfProjection } from './orientation.ts'
import type { ImagePlane } from './plane.ts'
import {
  FIT,
  flippedHorizontally,
  flippedVertically,
  imageToCanvas,
  type Presentation,
  rotated,
} from './presentation.ts'
import type { Vector3 } from './vector.ts'

const plane = (row: Vector3, column: Vector3): ImagePlane => ({
  rows: 512,
  columns: 512,
  rowSpacing: 0.8,
  columnSpacing: 0.8,
  row,
  column,
  position: [0, 0, 0],
  located: true,
})
const AXIAL = plane([1, 0, 0], [0, 1, 0])
const CANVAS = { width: 800, height: 600 }
const edges = (image: ImagePlane, presentation: Presentation) =>
  Object.values(lettersOfPlane(image, imageToCanvas(image, presentation, CANVAS)))

test('an axial image has the patient’s right on the viewer’s left and anterior at the top', () => {
  expect(lettersOfPlane(AXIAL, imageToCanvas(AXIAL, FIT, CANVAS))).toEqual({
    left: 'R',
    right: 'L',
    top: 'A',
    bottom: 'P',
  })
})

test('coronal: head up, right on the left; sagittal: head up, anterior on the left', () => {
  const coronal = plane([1, 0, 0], [0, 0, -1])
  const sagittal = plane([0, 1, 0], [0, 0, -1])
  expect(lettersOfPlane(coronal, imageToCanvas(coronal, FIT, CANVAS))).toEqual({
    left: 'R',
    right: 'L',
    top: 'H',
    bottom: 'F',
  })
  expect(lettersOfPlane(sagittal, imageToCanvas(sagittal, FIT, CANVAS))).toEqual({
    left: 'A',
    right: 'P',
    top: 'H',
    bottom: 'F',
  })
})

test('letters follow quarter turns, mirroring, and both together', () => {
  expect(edges(AXIAL, rotated(FIT, 90))).toEqual(['A', 'P', 'L', 'R'])
  expect(edges(AXIAL, flippedHorizontally(FIT))).toEqual(['R', 'L', 'P', 'A'])
  expect(edges(AXIAL, flippedVertically(FIT))).toEqual(['L', 'R', 'A', 'P'])
  expect(edges(AXIAL, flippedHorizontally(rotated(FIT, 90)))).toEqual(['P', 'A', 'L', 'R'])
})

test('a free turn turns the vectors: letters mix by size instead of staying as they were', () => {
  const turned = lettersOfPlane(AXIAL, imageToCanvas(AXIAL, rotated(FIT, 30), CANVAS))
  expect(turned.right).toBe('LA')
  expect(turned.bottom).toBe('PL')
})

test('up to three letters, the largest component first, tiny ones left out', () => {
  expect(lettersOf([0.2, -0.9, 0.4])).toBe('AHL')
  expect(lettersOf([1, 0.00005, 0])).toBe('L')
})

test('a quadruped has its own letters', () => {
  expect(lettersOf([-1, 0, 0], true)).toBe('RT')
  expect(lettersOf([0, 0.1, 1], true)).toBe('CR D')
})

test('projections use their words at quarter turns and show nothing in between', () => {
  const at = (presentation: Presentation) =>
    lettersOfProjection(['A', 'FL'], imageToCanvas(AXIAL, presentation, CANVAS))
  expect(at(FIT)).toEqual({ right: 'A', left: 'P', bottom: 'FL', top: 'HR' })
  expect(at(rotated(FIT, 180))).toEqual({ right: 'P', left: 'A', bottom: 'HR', top: 'FL' })
  expect(at(rotated(FIT, 15))).toBeUndefined()
})
