import { expect, test } from 'vitest'
import { between, gapsIn, signedDistances } from './interpolate.ts'
import { type Brush, countLabels, type Labels, paintStroke } from './labels.ts'
import { decodeRuns, encodeRuns } from './runs.ts'

const plane = { rows: 20, columns: 30, rowSpacing: 1, columnSpacing: 1 }
const brush = (more: Partial<Brush> = {}): Brush => ({
  radius: 3,
  segment: 1,
  mayTake: () => true,
  accepts: undefined,
  ...more,
})
const blank = (): Labels => new Uint8Array(plane.rows * plane.columns)
const count = (labels: Labels, segment = 1) => countLabels(labels).get(segment) ?? 0

test('a dab covers the pixels whose centres lie in the circle, a stroke all between its ends', () => {
  const labels = blank()
  paintStroke(labels, plane, [10, 10], [10, 10], brush())
  // Centres are half a pixel from the middle: those of a circle of radius 3.
  expect(count(labels)).toBe(32)
  paintStroke(labels, plane, [10, 10], [20, 10], brush())
  expect(count(labels)).toBe(32 + 10 * 6)
})

test('the brush is round in space, not in pixels', () => {
  const labels: Labels = new Uint8Array(20 * 30)
  paintStroke(labels, { ...plane, rowSpacing: 2 }, [15, 10], [15, 10], brush({ radius: 4 }))
  const rows = new Set(Array.from(labels, (label, at) => (label ? Math.floor(at / 30) : -1)))
  const columns = new Set(Array.from(labels, (label, at) => (label ? at % 30 : -1)))
  expect([rows.size - 1, columns.size - 1]).toEqual([4, 8])
})

test('the smallest brush paints the pixel under it, the edge of the picture is its end', () => {
  const labels = blank()
  paintStroke(labels, plane, [4.9, 5.1], [4.9, 5.1], brush({ radius: 0.1 }))
  expect(labels.indexOf(1)).toBe(5 * 30 + 4)
  expect(count(labels)).toBe(1)
  expect(paintStroke(labels, plane, [-20, -20], [-20, -20], brush())).toBeUndefined()
})

test('locked segments, and values out of the range, stay as they are', () => {
  const labels = blank().fill(2, 0, 300)
  paintStroke(labels, plane, [15, 10], [15, 10], brush({ mayTake: (label) => label !== 2 }))
  expect(count(labels, 2)).toBe(300)
  expect(count(labels)).toBe(16)
  const bright = blank()
  paintStroke(bright, plane, [15, 10], [15, 10], brush({ accepts: (column) => column < 15 }))
  expect(count(bright)).toBe(16)
  paintStroke(bright, plane, [15, 10], [15, 10], brush({ segment: 0, radius: 10 }))
  expect(count(bright)).toBe(0)
})

test('runs give back what they were made of, and refuse what is not theirs', () => {
  const labels = blank().fill(3, 17, 400).fill(255, 599, 600)
  expect(decodeRuns(encodeRuns(labels), labels.length)).toEqual(labels)
  expect(decodeRuns(encodeRuns(blank()), 600)).toEqual(blank())
  expect(decodeRuns(encodeRuns(labels), 599)).toBeUndefined()
  expect(decodeRuns(encodeRuns(labels), 601)).toBeUndefined()
  expect(decodeRuns('§', 600)).toBeUndefined()
  expect(decodeRuns(btoa('\u0001\u0080'), 600)).toBeUndefined()
})

test('a shape between two circles is a circle of a size between theirs', () => {
  const wide = { rows: 60, columns: 60, rowSpacing: 1, columnSpacing: 1 }
  const disc = (radius: number): Labels => {
    const labels: Labels = new Uint8Array(3600)
    paintStroke(labels, wide, [30, 30], [30, 30], brush({ radius }))
    return labels
  }
  const [small, large] = [signedDistances(disc(6), 1, wide), signedDistances(disc(18), 1, wide)]
  expect(small[30 * 60 + 30]).toBeLessThan(-5)
  expect(small[0]).toBeGreaterThan(35)
  const half = between(small, large, 0.5)
  const area = half.reduce((sum, one) => sum + one, 0)
  expect(Math.sqrt(area / Math.PI)).toBeCloseTo(12, 0)
})

test('gaps lie between painted slices alone', () => {
  const painted = [false, true, false, false, true, true, false, true, false]
  expect(gapsIn(painted)).toEqual([
    { from: 1, to: 4 },
    { from: 5, to: 7 },
  ])
})
