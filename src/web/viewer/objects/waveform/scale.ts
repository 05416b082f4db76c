import type { Paper, Strip } from './leads.ts'
import type { Recording } from './waveform.ts'

/** Millimetres of paper a second and a millivolt; the grid has lines every 1 and 5 mm. */
export const SPEEDS = [25, 50] as const
export const GAINS = [5, 10, 20] as const

/** Height of a row, mm: three millivolts at 10 mm/mV. */
const ROW_MM = 30
const TALL_ROW_MM = 24

/** How the paper lies on the screen, in CSS pixels. */
export interface PaperScale {
  readonly width: number
  readonly height: number
  readonly pixelsPerMm: number
  readonly pixelsPerSecond: number
  readonly rowHeight: number
  /** Pixels for one unit of a strip's channel: the gain for voltages, the row for everything else. */
  perUnit(strip: Strip): number
  /** The value that stands in the middle of a row. */
  middle(strip: Strip): number
}

const LEAST_PIXELS_PER_MM = 2.2

/** At 25 mm/s the whole recording fits the room as far as it stays legible; a faster paper is longer. */
export function scaleOf(
  paper: Paper,
  room: { readonly width: number; readonly height: number },
  speed: number,
  gain: number,
): PaperScale {
  const rowMm = paper.rows > 6 ? TALL_ROW_MM : ROW_MM
  const pixelsPerMm = Math.max(
    LEAST_PIXELS_PER_MM,
    Math.min(room.width / (paper.seconds * 25), room.height / (paper.rows * rowMm)),
  )
  const rowHeight = rowMm * pixelsPerMm
  const ranges = new Map(paper.strips.map((strip) => [strip, rangeOf(strip.channel.values)]))
  return {
    width: paper.seconds * speed * pixelsPerMm,
    height: paper.rows * rowHeight,
    pixelsPerMm,
    pixelsPerSecond: speed * pixelsPerMm,
    rowHeight,
    perUnit(strip) {
      if (strip.channel.unit === 'mV') return gain * pixelsPerMm
      const { least, most } = ranges.get(strip) ?? { least: 0, most: 1 }
      return (rowHeight * 0.8) / Math.max(most - least, 1e-9)
    },
    middle(strip) {
      if (strip.channel.unit === 'mV') return 0
      const { least, most } = ranges.get(strip) ?? { least: 0, most: 1 }
      return (least + most) / 2
    },
  }
}

function rangeOf(values: Float32Array): { least: number; most: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return { least, most }
}

/** The line of a strip, as an SVG path. */
export function tracePath(strip: Strip, { frequency }: Recording, scale: PaperScale): string {
  const { values } = strip.channel
  const first = Math.max(0, Math.round(strip.from * frequency))
  const last = Math.min(values.length, Math.round(strip.to * frequency))
  const middle = scale.rowHeight * (strip.row + 0.5)
  const perUnit = scale.perUnit(strip)
  const zero = scale.middle(strip)
  const parts: string[] = []
  for (let n = first; n < last; n++) {
    const x = (strip.at + n / frequency - strip.from) * scale.pixelsPerSecond
    const y = middle - ((values[n] ?? 0) - zero) * perUnit
    parts.push(`${x.toFixed(1)} ${y.toFixed(1)}`)
  }
  return parts.length > 1 ? `M${parts.join('L')}` : ''
}

/** What lies between the legs of the calipers. */
export interface Span {
  readonly milliseconds: number
  /** Events a minute, if the legs stand on one and the next. */
  readonly rate: number | undefined
  readonly millivolts: number
}

type Point = readonly [number, number]

export function spanOf([x1, y1]: Point, [x2, y2]: Point, scale: PaperScale, gain: number): Span {
  const milliseconds = (Math.abs(x2 - x1) / scale.pixelsPerSecond) * 1000
  return {
    milliseconds,
    rate: milliseconds > 0 ? 60_000 / milliseconds : undefined,
    millivolts: Math.abs(y2 - y1) / scale.pixelsPerMm / gain,
  }
}
