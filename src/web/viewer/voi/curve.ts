import { entryAt } from './lookup.ts'
import { greyOf, rangeOf, type VoiFunction, type Window } from './window.ts'

/** Red, green and blue, 0 to 1. */
export type Colour = readonly [number, number, number]

/** A point of the way from values to the screen, 0 black to 1 white; between points it is straight. */
export interface CurvePoint {
  readonly value: number
  readonly grey: number
  /** What is seen in place of the grey. */
  readonly colour?: Colour
}

/**
 * What a presentation state puts around the window (PS3.4 N.2): values of its own in front of it, and what becomes of
 * the greys behind it.
 */
export interface Rendition {
  /**
   * Values of the picture, rising, and what the window counts in their place: a modality LUT other than the picture's.
   * Without it the window counts in the values of the picture.
   */
  readonly values: readonly ValueStep[] | undefined
  /** Colours from black to white: a palette, or a presentation LUT. Without it greys stay as they are. */
  readonly ramp: readonly Colour[] | undefined
}

export interface ValueStep {
  readonly value: number
  readonly becomes: number
}

const SIGMOID_POINTS = 257
/** Where a sigmoid is within a quarter of a grey level of black and white, in widths from the centre. */
const SIGMOID_REACH = Math.log(1020) / 4
const MOST_TABLE_POINTS = 1024
/** A window of one value is a threshold; the GPU needs two ends that differ. */
export const THRESHOLD = 1e-3

/** The whole way from values to the screen. `negative` exchanges black and white, before they are coloured. */
export function curveOf(
  window: Window,
  voiFunction: VoiFunction,
  negative: boolean,
  rendition?: Rendition,
): CurvePoint[] {
  const named = window.voiFunction ?? voiFunction
  const points = rendition?.values
    ? rendition.values.map(({ value, becomes }) => ({ value, grey: greyOf(becomes, window, named) }))
    : straight(window, named)
  const signed = negative ? points.map(({ value, grey }) => ({ value, grey: 1 - grey })) : points
  return rendition?.ramp ? colouredBy(rendition.ramp, signed) : signed
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

const MOST_COLOURS = 1024

/**
 * The same way with the greys coloured. A palette has steps and no slopes: where the grey comes nearer to the next of
 * its colours two points stand at one value.
 */
function colouredBy(ramp: readonly Colour[], points: readonly CurvePoint[]): CurvePoint[] {
  const every = Math.max(1, ramp.length / MOST_COLOURS)
  const colours = Array.from(
    { length: Math.ceil(ramp.length / every) },
    (_, n) => ramp[Math.floor(n * every)],
  )
  const top = colours.length - 1
  const at = (index: number): Colour => colours[Math.min(top, Math.max(0, index))] ?? [0, 0, 0]
  const placeOf = (grey: number) => Math.min(top, Math.max(0, Math.floor(grey * top + 0.5)))
  return points.flatMap((point, index): CurvePoint[] => {
    const next = points[index + 1]
    const from = placeOf(point.grey)
    const here = { ...point, colour: at(from) }
    if (!next) return [here]
    const to = placeOf(next.grey)
    const way = Math.sign(to - from)
    const steps = Array.from({ length: Math.abs(to - from) }, (_, n): readonly CurvePoint[] => {
      const place = from + n * way
      const grey = (place + 0.5 * way) / top
      const value =
        point.value + ((grey - point.grey) / (next.grey - point.grey)) * (next.value - point.value)
      return [
        { value, grey, colour: at(place) },
        { value, grey, colour: at(place + way) },
      ]
    })
    return [here, ...steps.flat()]
  })
}

const greyColour = ({ grey, colour }: CurvePoint): Colour => colour ?? [grey, grey, grey]

/** What is seen at a value, straight between the points of the curve. */
export function colourAt(curve: readonly CurvePoint[], value: number): Colour {
  let [low, high] = [0, curve.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((curve[middle]?.value ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return between(curve[low - 1], curve[low], value)
}

/** The colour at a value between two neighbours of a curve, of which one may be missing. */
export function between(
  before: CurvePoint | undefined,
  after: CurvePoint | undefined,
  value: number,
): Colour {
  if (!before) return after ? greyColour(after) : [0, 0, 0]
  if (!after) return greyColour(before)
  const share = (value - before.value) / (after.value - before.value)
  const [one, other] = [greyColour(before), greyColour(after)]
  const mixed = (channel: 0 | 1 | 2) => one[channel] + share * (other[channel] - one[channel])
  return [mixed(0), mixed(1), mixed(2)]
}
