import { entryAt } from './lookup.ts'
import { greyOf, rangeOf, type VoiFunction, type Window } from './window.ts'

/** A point of the way from values to grey, 0 black to 1 white; between points it is straight. */
export interface CurvePoint {
  readonly value: number
  readonly grey: number
}

const SIGMOID_POINTS = 257
/** Where a sigmoid is within a quarter of a grey level of black and white, in widths from the centre. */
const SIGMOID_REACH = Math.log(1020) / 4
const MOST_TABLE_POINTS = 1024
/** A window of one value is a threshold; the GPU needs two ends that differ. */
export const THRESHOLD = 1e-3

/** The whole way from value to grey, for drawing it on the GPU. `negative` exchanges black and white. */
export function curveOf(window: Window, voiFunction: VoiFunction, negative: boolean): CurvePoint[] {
  const points = straight(window, voiFunction)
  return negative ? points.map(({ value, grey }) => ({ value, grey: 1 - grey })) : points
}

function straight(window: Window, voiFunction: VoiFunction): CurvePoint[] {
  const { table } = window
  if (table) {
    const last = table.entries.length - 1
    const step = Math.max(1, last / MOST_TABLE_POINTS)
    const points: CurvePoint[] = []
    const top = 2 ** table.bits - 1
    const add = (value: number) => points.push({ value, grey: entryAt(table, value) / top })
    for (let at = 0; at < last; at += step) add(table.firstMapped + Math.round(at))
    add(table.firstMapped + last)
    return points.length > 1
      ? points
      : [...points, ...points.map(({ value, grey }) => ({ value: value + 1, grey }))]
  }
  if (voiFunction === 'SIGMOID') {
    const reach = SIGMOID_REACH * window.width
    return Array.from({ length: SIGMOID_POINTS }, (_, n) => {
      const value = window.center + reach * ((2 * n) / (SIGMOID_POINTS - 1) - 1)
      return { value, grey: greyOf(value, window, voiFunction) }
    })
  }
  const { lower, upper } = rangeOf(window, voiFunction)
  return [
    { value: lower, grey: 0 },
    { value: upper > lower ? upper : lower + THRESHOLD, grey: 1 },
  ]
}
