import { expect, test } from 'vitest'
import { createGreyTable } from '../painting/greyTable.ts'
import { type Colour, colourAt, curveOf } from './curve.ts'
import { greyRamp, rangeIn, valueSteps } from './rendition.ts'

const RED: Colour = [1, 0, 0]
const GREEN: Colour = [0, 1, 0]
const BLUE: Colour = [0, 0, 1]

/** What is painted for whole values, as `red green blue`. */
function painted(values: readonly number[], curve: Parameters<typeof createGreyTable>[0]): string[] {
  const into = new Uint32Array(values.length)
  const data = Int16Array.from(values)
  createGreyTable(curve)(
    { imageId: 'x', rows: 1, columns: values.length, components: 1, data, lower: 0, upper: 0 },
    into,
  )
  return [...into].map((pixel) => `${pixel & 0xff} ${(pixel >> 8) & 0xff} ${(pixel >> 16) & 0xff}`)
}

test('a palette has as many colours as it has, and no others between them', () => {
  // Black at 0, white at 100: red below 25, green to 75, blue above.
  const curve = curveOf({ center: 50, width: 100 }, 'LINEAR_EXACT', false, {
    values: undefined,
    ramp: [RED, GREEN, BLUE],
  })
  expect(painted([-500, 0, 24, 26, 50, 74, 76, 900], curve)).toEqual([
    ...['255 0 0', '255 0 0', '255 0 0', '0 255 0', '0 255 0', '0 255 0', '0 0 255', '0 0 255'],
  ])
  expect(colourAt(curve, 30)).toEqual(GREEN)
})

test('black and white are exchanged before they are coloured', () => {
  const curve = curveOf({ center: 50, width: 100 }, 'LINEAR_EXACT', true, {
    values: undefined,
    ramp: [RED, GREEN, BLUE],
  })
  expect(painted([0, 50, 100], curve)).toEqual(['0 0 255', '0 255 0', '255 0 0'])
})

test('a palette of 256 colours over a window of 256 values has one for each', () => {
  const ramp = Array.from({ length: 256 }, (_, n): Colour => [n / 255, 1 - n / 255, ((n * 7) % 256) / 255])
  const curve = curveOf({ center: 128, width: 256 }, 'LINEAR', false, { values: undefined, ramp })
  const values = Array.from({ length: 256 }, (_, n) => n)
  expect(painted(values, curve)).toEqual(values.map((n) => `${n} ${255 - n} ${(n * 7) % 256}`))
})

test('a window counts in the values that those of the picture become, whatever their order', () => {
  const values = valueSteps([
    { value: 3, becomes: 0 },
    { value: 1, becomes: 200 },
    { value: 2, becomes: 100 },
  ])
  const rendition = { values, ramp: undefined }
  expect(rangeIn(rendition)).toEqual({ lower: 0, upper: 200 })
  const curve = curveOf({ center: 100, width: 200 }, 'LINEAR_EXACT', false, rendition)
  expect(painted([0, 1, 2, 3, 9], curve)).toEqual([
    '255 255 255',
    '255 255 255',
    '128 128 128',
    '0 0 0',
    '0 0 0',
  ])
})

test('steps are thinned to what a screen shows, the first and the last among them', () => {
  const steps = valueSteps(Array.from({ length: 65_536 }, (_, n) => ({ value: n, becomes: n * 2 })))
  expect(steps).toHaveLength(4096)
  expect([steps[0], steps.at(-1)]).toEqual([
    { value: 0, becomes: 0 },
    { value: 65_535, becomes: 131_070 },
  ])
})

test('a presentation LUT is a ramp of greys', () => {
  const ramp = greyRamp({ firstMapped: 0, entries: Uint16Array.of(255, 51, 0), bits: 8, explanation: '' })
  const curve = curveOf({ center: 50, width: 100 }, 'LINEAR_EXACT', false, { values: undefined, ramp })
  expect(painted([0, 50, 100], curve)).toEqual(['255 255 255', '51 51 51', '0 0 0'])
})
