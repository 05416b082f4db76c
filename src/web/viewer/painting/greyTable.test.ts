import { expect, test } from 'vitest'
import type { Picture, Samples } from '../loading/picture.ts'
import { curveOf } from '../voi/curve.ts'
import { createGreyTable } from './greyTable.ts'

const picture = (data: Samples, components: Picture['components'] = 1): Picture => ({
  imageId: 'x',
  rows: 1,
  columns: data.length / components,
  components,
  data,
  lower: 0,
  upper: 0,
})

/** The red, green and blue of each pixel. */
function painted(of: Picture, curve: Parameters<typeof createGreyTable>[0]): number[][] {
  const into = new Uint32Array(of.columns)
  createGreyTable(curve)(of, into)
  return [...into].map((pixel) => [pixel & 0xff, (pixel >> 8) & 0xff, (pixel >> 16) & 0xff])
}
const greys = (of: Picture, curve: Parameters<typeof createGreyTable>[0]) =>
  painted(of, curve).map(([red = -1, green, blue]) => (red === green && green === blue ? red : -1))

const soft = curveOf({ center: 40, width: 400 }, 'LINEAR', false)

test('a window from black to white, by values of every kind', () => {
  const values = [-2000, -160, 40, 239, 3000]
  const expected = [0, 0, 128, 255, 255]
  expect(greys(picture(Int16Array.from(values)), soft)).toEqual(expected)
  expect(greys(picture(Float32Array.from(values)), soft)).toEqual(expected)
  expect(greys(picture(Uint16Array.of(0, 40, 239, 65_535)), soft)).toEqual([102, 128, 255, 255])
  expect(greys(picture(Int8Array.of(-128, 0, 127)), soft)).toEqual([20, 102, 183])
  expect(
    greys(picture(Uint8Array.of(0, 255)), curveOf({ center: 128, width: 256 }, 'LINEAR', false)),
  ).toEqual([0, 255])
})

test('between whole numbers, and what is no number', () => {
  const narrow = curveOf({ center: 0.5, width: 1 }, 'LINEAR_EXACT', false)
  expect(greys(picture(Float32Array.of(0, 0.25, 0.5, 1, Number.NaN)), narrow)).toEqual([0, 64, 128, 255, 0])
})

test('a window of one value is a threshold', () => {
  const threshold = curveOf({ center: 0.5, width: 1 }, 'LINEAR', false)
  expect(greys(picture(Float32Array.of(-1, 0, 0.0009, 1)), threshold)).toEqual([0, 0, 255, 255])
  expect(greys(picture(Int16Array.of(-1, 0, 1)), threshold)).toEqual([0, 0, 255])
})

test('black and white exchanged', () => {
  const negative = curveOf({ center: 40, width: 400 }, 'LINEAR', true)
  expect(greys(picture(Int16Array.of(-2000, 40, 3000)), negative)).toEqual([255, 127, 0])
})

test('colours, with and without a fourth byte', () => {
  const plain = curveOf({ center: 128, width: 256 }, 'LINEAR', false)
  expect(painted(picture(Uint8Array.of(255, 0, 10, 1, 2, 3), 3), plain)).toEqual([
    [255, 0, 10],
    [1, 2, 3],
  ])
  expect(painted(picture(Uint8Array.of(255, 0, 10, 9, 1, 2, 3, 9), 4), plain)).toEqual([
    [255, 0, 10],
    [1, 2, 3],
  ])
})
