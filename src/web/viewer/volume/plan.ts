import { normalOf } from '../geometry/plane.ts'
import { add, dot, length, scale, type Vector3 } from '../geometry/vector.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import { sameDirections } from '../sync/align.ts'
import type { VolumeBudget } from './budget.ts'

/** How a stack becomes a volume: which frame fills which slice, how coarse it has to be; or why it cannot. Pure. */

export type NoVolume = 'noWebGl2' | 'tooFew' | 'noPlace' | 'notParallel' | 'tilted' | 'colour'

export interface VolumePlan {
  /** Voxels along columns, rows and slices. */
  readonly dimensions: readonly [number, number, number]
  /** mm */
  readonly spacing: readonly [number, number, number]
  /** The middle of the first voxel, in the patient. */
  readonly origin: Vector3
  readonly row: Vector3
  readonly column: Vector3
  readonly normal: Vector3
  /** The frame for each slice. */
  readonly slices: readonly Frame[]
  /** Every n-th voxel in the plane, and every n-th slice: 1 is everything. */
  readonly coarse: { readonly plane: number; readonly slices: number }
  /** Slices do not lie at even distances: each takes the image that is nearest. */
  readonly uneven: boolean
  /** Bytes that the whole would take, before it was made coarser. */
  readonly whole: number
}

/** MPR and 3D from this many images on (conventions 6). */
const FEWEST = 5
/** A stack whose images move sideways more than this part of their distance was scanned with a tilted gantry. */
const TILT = 0.02
const EVEN = 0.05
/** Values are kept as 16-bit whole numbers or 32-bit ones; the budget counts the larger. */
const BYTES = 4

interface Placed {
  readonly frame: Frame
  readonly depth: number
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 1

/** Images of one place, as in phases, count once: the first of them. */
function distinct(placed: readonly Placed[]): Placed[] {
  const kept: Placed[] = []
  for (const one of placed) {
    const last = kept.at(-1)
    if (!last || Math.abs(one.depth - last.depth) > 1e-3) kept.push(one)
  }
  return kept
}

/** The smallest whole factor that brings a size below a limit. */
const factorFor = (size: number, limit: number): number => Math.max(1, Math.ceil(size / limit))

export function planVolume(stack: Stack, budget: VolumeBudget): VolumePlan | NoVolume {
  if (budget.refused) return budget.refused
  const [first] = stack.frames
  if (!first || stack.frames.length < FEWEST) return 'tooFew'
  if (first.instance.colour) return 'colour'
  if (!stack.frames.every(({ plane }) => plane.located)) return 'noPlace'
  const { rows, columns } = first.plane
  const alike = ({ plane }: Frame) =>
    sameDirections(plane, first.plane) && plane.rows === rows && plane.columns === columns
  if (!stack.frames.every(alike)) return 'notParallel'

  const normal = normalOf(first.plane)
  const placed = distinct(
    stack.frames
      .map((frame): Placed => ({ frame, depth: dot(frame.plane.position, normal) }))
      .sort((one, other) => one.depth - other.depth),
  )
  const [start, end] = [placed[0], placed.at(-1)]
  if (!start || !end || placed.length < FEWEST) return 'tooFew'
  const path = add(end.frame.plane.position, scale(start.frame.plane.position, -1))
  const sideways = length(add(path, scale(normal, -dot(path, normal))))
  if (sideways > TILT * (end.depth - start.depth)) return 'tilted'

  const gaps = placed.slice(1).map(({ depth }, index) => depth - (placed[index]?.depth ?? depth))
  const gap = median(gaps)
  const uneven = gaps.some((one) => Math.abs(one - gap) > EVEN * gap)
  const count = uneven ? Math.round((end.depth - start.depth) / gap) + 1 : placed.length
  const step = uneven ? gap : (end.depth - start.depth) / (placed.length - 1)
  const frames = uneven
    ? Array.from({ length: count }, (_, slice) => nearest(placed, start.depth + slice * step))
    : placed.map(({ frame }) => frame)

  const whole = rows * columns * count * BYTES
  const coarse = coarseness([columns, rows, count], budget)
  const slices = frames.filter((_, slice) => slice % coarse.slices === 0)
  const { rowSpacing, columnSpacing } = first.plane
  return {
    dimensions: [Math.ceil(columns / coarse.plane), Math.ceil(rows / coarse.plane), slices.length],
    spacing: [columnSpacing * coarse.plane, rowSpacing * coarse.plane, step * coarse.slices],
    origin: start.frame.plane.position,
    row: first.plane.row,
    column: first.plane.column,
    normal,
    slices,
    coarse,
    uneven,
    whole,
  }
}

function nearest(placed: readonly Placed[], depth: number): Frame {
  const found = placed.reduce((best, one) =>
    Math.abs(one.depth - depth) < Math.abs(best.depth - depth) ? one : best,
  )
  return found.frame
}

/** In the plane first: reformatted slices hide it better than missing ones. */
function coarseness([columns, rows, slices]: readonly [number, number, number], budget: VolumeBudget) {
  const coarse = {
    plane: factorFor(Math.max(columns, rows), budget.side),
    slices: factorFor(slices, budget.side),
  }
  const bytes = () =>
    Math.ceil(columns / coarse.plane) *
    Math.ceil(rows / coarse.plane) *
    Math.ceil(slices / coarse.slices) *
    BYTES
  while (bytes() > budget.bytes) {
    if (coarse.plane <= coarse.slices) coarse.plane++
    else coarse.slices++
  }
  return coarse
}
