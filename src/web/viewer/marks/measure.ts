import { distance, type Point2 } from '../geometry/vector.ts'
import type { Frame } from '../stacks/frame.ts'
import { realWorldOf } from '../stacks/realWorld.ts'
import type { Shape } from './mark.ts'
import { type ClosedTool, isClosed, outlineOf } from './outline.ts'
import { pixelStats } from './statistics.ts'
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
  | 'cobb'
  | 'long'
  | 'short'
  | 'radius'
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

/** A direction on the picture as it is in space. */
function directionIn(frame: Frame, from: Point2, to: Point2): Point2 {
  const { perColumn, perRow } = lengthUnitOf(frame, [from, to])
  return [(to[0] - from[0]) * perColumn, (to[1] - from[1]) * perRow]
}

const between = ([ax, ay]: Point2, [bx, by]: Point2): number =>
  (Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by)) * 180) / Math.PI

const angle = (frame: Frame, a: Point2, vertex: Point2, b: Point2): Stat => ({
  name: 'angle',
  value: between(directionIn(frame, vertex, a), directionIn(frame, vertex, b)),
  unit: '°',
})

/** The angle of two end plates: both lines are read from left to right, whichever way they were drawn. */
function cobb(frame: Frame, a: Point2, b: Point2, c: Point2, d: Point2): Stat {
  const rightwards = ([x, y]: Point2): Point2 => (x < 0 ? [-x, -y] : [x, y])
  const value = between(rightwards(directionIn(frame, a, b)), rightwards(directionIn(frame, c, d)))
  return { name: 'cobb', value, unit: '°' }
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

/** Twice the area that a closed line encloses, in square pixels. */
const doubled = (outline: readonly Point2[]): number =>
  outline.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = outline[(index + 1) % outline.length] ?? [x, y]
    return sum + x * nextY - nextX * y
  }, 0)

function area(tool: ClosedTool, frame: Frame, points: readonly Point2[]): Stat {
  const unit = lengthUnitOf(frame, points)
  const [a, b] = points
  const box = a && b ? Math.abs((b[0] - a[0]) * (b[1] - a[1])) : 0
  const enclosed =
    tool === 'rectangle'
      ? box
      : tool === 'ellipse' || tool === 'circle'
        ? (box * Math.PI) / 4
        : Math.abs(doubled(outlineOf({ tool, points }))) / 2
  return {
    name: 'area',
    value: enclosed * unit.perColumn * unit.perRow,
    unit: `${unit.name}²`,
    suffix: unit.suffix,
  }
}

function radius(frame: Frame, a: Point2, b: Point2): Stat {
  const unit = lengthUnitOf(frame, [a, b])
  const value = (Math.abs(b[0] - a[0]) / 2) * unit.perColumn
  return { name: 'radius', value, unit: unit.name, suffix: unit.suffix }
}

function probe([x, y]: Point2, pixels: PixelSource, unit: string): Stat[] {
  const [column, row] = [Math.floor(x), Math.floor(y)]
  if (column < 0 || row < 0 || column >= pixels.columns || row >= pixels.rows) return []
  const values = pixels.at(column, row)
  if (values.length === 1) {
    return values.filter((value) => !Number.isNaN(value)).map((value) => ({ name: 'value', value, unit }))
  }
  const names = ['red', 'green', 'blue'] as const
  return names.flatMap((name, index) => {
    const value = values[index]
    return value === undefined ? [] : [{ name, value, unit: '' }]
  })
}

/** The values of the picture, and the same as the object says that they are in the real world, where it does. */
function ofValues(
  frame: Frame,
  pixels: PixelSource,
  stats: (pixels: PixelSource, unit: string) => Stat[],
): Stat[] {
  const shown = pixelUnitOf(frame.instance)
  const real = realWorldOf(frame).filter(({ unit, same }) => unit !== shown && !(shown !== '' && same))
  return [
    ...stats(pixels, shown),
    ...real.flatMap(({ unit, of }) => {
      const at = (column: number, row: number) =>
        pixels.at(column, row).map((value) => of(value) ?? Number.NaN)
      return stats({ ...pixels, at }, unit)
    }),
  ]
}

/** What a mark measures. Without `pixels` (not loaded yet) the values of the picture are missing. */
export function measure(shape: Shape, frame: Frame, pixels: PixelSource | undefined): Stat[] {
  const { tool, points } = shape
  const [a, b, c, d] = points
  if (!a) return []
  if (tool === 'probe') return pixels ? ofValues(frame, pixels, (from, unit) => probe(a, from, unit)) : []
  if (!b) return []
  if (isClosed(tool)) {
    const grey = pixels && !frame.instance.colour ? pixels : undefined
    return [
      ...(tool === 'circle' ? [radius(frame, a, b)] : []),
      area(tool, frame, points),
      ...(grey ? ofValues(frame, grey, (from, unit) => pixelStats(shape, from, unit)) : []),
    ]
  }
  switch (tool) {
    case 'length':
      return lengths(frame, a, b)
    case 'angle':
      return c ? [angle(frame, a, b, c)] : []
    case 'cobb':
      return c && d ? [cobb(frame, a, b, c, d)] : []
    case 'bidirectional':
      return axes(frame, points)
    default:
      return []
  }
}
