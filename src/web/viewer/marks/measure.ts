import { distance, midpoint, type Point2 } from '../geometry/vector.ts'
import type { Frame } from '../stacks/frame.ts'
import type { MarkTool, Shape } from './mark.ts'
import { type LengthUnit, lengthUnitOf, pixelUnitOf, regionWith, unitOfCode } from './units.ts'

/** Pixel values after the modality LUT. */
export interface PixelSource {
  readonly columns: number
  readonly rows: number
  /** Values of one pixel: one for grey images, three for colour. */
  at(column: number, row: number): readonly number[]
}

export type StatName =
  | 'length'
  | 'across'
  | 'down'
  | 'angle'
  | 'long'
  | 'short'
  | 'area'
  | 'mean'
  | 'max'
  | 'min'
  | 'stdDev'
  | 'value'
  | 'red'
  | 'green'
  | 'blue'

/** One result, at full precision. */
export interface Stat {
  readonly name: StatName
  readonly value: number
  readonly unit: string
  /** Printed behind the unit: what a length rests on where it is no true size. */
  readonly suffix?: string
}

const span = (unit: LengthUnit, a: Point2, b: Point2): number =>
  distance([a[0] * unit.perColumn, a[1] * unit.perRow], [b[0] * unit.perColumn, b[1] * unit.perRow])

const lengthStat = (name: StatName, frame: Frame, a: Point2, b: Point2): Stat => {
  const unit = lengthUnitOf(frame, [a, b])
  return { name, value: span(unit, a, b), unit: unit.name, suffix: unit.suffix }
}

/** A length, or its two components where an ultrasound region counts differently along its axes (time and speed). */
function lengths(frame: Frame, a: Point2, b: Point2): Stat[] {
  const region = regionWith(frame.instance.regions, [a, b])
  if (!region || region.unitX === region.unitY) return [lengthStat('length', frame, a, b)]
  const suffix = 'US Region'
  return [
    { name: 'across', value: Math.abs(b[0] - a[0]) * region.deltaX, unit: unitOfCode(region.unitX), suffix },
    { name: 'down', value: Math.abs(b[1] - a[1]) * region.deltaY, unit: unitOfCode(region.unitY), suffix },
  ]
}

function angle(frame: Frame, a: Point2, vertex: Point2, b: Point2): Stat {
  const { columnSpacing, rowSpacing } = frame.plane
  const [ax, ay] = [(a[0] - vertex[0]) * columnSpacing, (a[1] - vertex[1]) * rowSpacing]
  const [bx, by] = [(b[0] - vertex[0]) * columnSpacing, (b[1] - vertex[1]) * rowSpacing]
  const radians = Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by))
  return { name: 'angle', value: (radians * 180) / Math.PI, unit: '°' }
}

function axes(frame: Frame, [l0, l1, s0, s1]: readonly Point2[]): Stat[] {
  if (!l0 || !l1 || !s0 || !s1) return []
  const [one, other] = [lengthStat('long', frame, l0, l1), lengthStat('short', frame, s0, s1)]
  return one.value >= other.value
    ? [one, other]
    : [
        { ...other, name: 'long' },
        { ...one, name: 'short' },
      ]
}

function area(tool: MarkTool, frame: Frame, a: Point2, b: Point2): Stat {
  const unit = lengthUnitOf(frame, [a, b])
  const box = Math.abs(b[0] - a[0]) * unit.perColumn * Math.abs(b[1] - a[1]) * unit.perRow
  return {
    name: 'area',
    value: tool === 'ellipse' ? (box * Math.PI) / 4 : box,
    unit: `${unit.name}²`,
    suffix: unit.suffix,
  }
}

/** Mean, largest, smallest value and standard deviation (of the population) of the pixels whose centre lies inside. */
export function pixelStats(tool: MarkTool, a: Point2, b: Point2, pixels: PixelSource, unit: string): Stat[] {
  const [left, right] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])]
  const [top, bottom] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])]
  const [x, y] = midpoint(a, b)
  const [rx, ry] = [(right - left) / 2, (bottom - top) / 2]
  const inside = (column: number, row: number) =>
    tool !== 'ellipse' || ((column + 0.5 - x) / rx) ** 2 + ((row + 0.5 - y) / ry) ** 2 <= 1

  let [count, mean, squares] = [0, 0, 0]
  let [max, min] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const lastRow = Math.min(
    pixels.rows - 1,
    Math.ceil(bottom - 0.5) - (Number.isInteger(bottom - 0.5) ? 0 : 1),
  )
  const lastColumn = Math.min(
    pixels.columns - 1,
    Math.ceil(right - 0.5) - (Number.isInteger(right - 0.5) ? 0 : 1),
  )
  for (let row = Math.max(0, Math.ceil(top - 0.5)); row <= lastRow; row++) {
    for (let column = Math.max(0, Math.ceil(left - 0.5)); column <= lastColumn; column++) {
      if (!inside(column, row)) continue
      const value = pixels.at(column, row)[0] ?? 0
      count++
      // Welford: sums of squares of large values would lose the digits that matter.
      const delta = value - mean
      mean += delta / count
      squares += delta * (value - mean)
      if (value > max) max = value
      if (value < min) min = value
    }
  }
  if (count === 0) return []
  return [
    { name: 'mean', value: mean, unit },
    { name: 'max', value: max, unit },
    { name: 'min', value: min, unit },
    { name: 'stdDev', value: Math.sqrt(squares / count), unit },
  ]
}

function probe(frame: Frame, [x, y]: Point2, pixels: PixelSource): Stat[] {
  const [column, row] = [Math.floor(x), Math.floor(y)]
  if (column < 0 || row < 0 || column >= pixels.columns || row >= pixels.rows) return []
  const values = pixels.at(column, row)
  if (values.length === 1) {
    return values.map((value) => ({ name: 'value', value, unit: pixelUnitOf(frame.instance) }))
  }
  const names = ['red', 'green', 'blue'] as const
  return names.flatMap((name, index) => {
    const value = values[index]
    return value === undefined ? [] : [{ name, value, unit: '' }]
  })
}

/** What a mark measures. Without `pixels` (not loaded yet) the values of the picture are missing. */
export function measure({ tool, points }: Shape, frame: Frame, pixels: PixelSource | undefined): Stat[] {
  const [a, b, c] = points
  if (!a) return []
  if (tool === 'probe') return pixels ? probe(frame, a, pixels) : []
  if (!b) return []
  switch (tool) {
    case 'length':
      return lengths(frame, a, b)
    case 'angle':
      return c ? [angle(frame, a, b, c)] : []
    case 'bidirectional':
      return axes(frame, points)
    case 'ellipse':
    case 'rectangle': {
      const grey = pixels && !frame.instance.colour ? pixels : undefined
      return [
        area(tool, frame, a, b),
        ...(grey ? pixelStats(tool, a, b, grey, pixelUnitOf(frame.instance)) : []),
      ]
    }
    default:
      return []
  }
}
