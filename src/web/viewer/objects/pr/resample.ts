import { type ImagePlane, imagePointOf, normalOf, worldOf } from '../../geometry/plane.ts'
import { add, dot, type Point2, scale, type Vector3 } from '../../geometry/vector.ts'
import type { Frame } from '../../stacks/frame.ts'

/** Pictures of one orientation as a volume, of which planes are cut. */

/** A frame with its place along the normal of the first, mm. */
export interface Slice {
  readonly frame: Frame
  readonly offset: number
}

const PARALLEL = 0.999

const offsetOf = (plane: ImagePlane, normal: Vector3, point: Vector3): number =>
  dot(add(point, scale(plane.position, -1)), normal)

const corners = ({ columns, rows }: ImagePlane): readonly Point2[] => [
  [0, 0],
  [columns, 0],
  [0, rows],
  [columns, rows],
]

/** How far from the outermost of them slices still reach: half of the way to the next. */
export function reachOf(slices: readonly Slice[]): number {
  const [first, last] = [slices[0], slices.at(-1)]
  if (!first || !last) return 0
  if (slices.length > 1) return (last.offset - first.offset) / (slices.length - 1) / 2
  return (first.frame.SliceThickness ?? 1) / 2
}

/** The frames that lie where `frame` does, and are parallel to one another, in the order of their places. */
export function slicesBeside(frames: readonly Frame[], frame: Frame): readonly Slice[] {
  const there = frames.filter(
    ({ plane, FrameOfReferenceUID }) =>
      plane.located && frame.plane.located && FrameOfReferenceUID === frame.FrameOfReferenceUID,
  )
  const [first] = there
  if (!first || frame.FrameOfReferenceUID === undefined) return []
  const normal = normalOf(first.plane)
  return there
    .filter(
      ({ plane }) => dot(normalOf(plane), normal) > PARALLEL && dot(plane.row, first.plane.row) > PARALLEL,
    )
    .map((one) => ({ frame: one, offset: offsetOf(first.plane, normal, one.plane.position) }))
    .sort((one, other) => one.offset - other.offset)
}

/** Those of the slices that a plane passes, with the next on either side; none where it passes beside them. */
export function slicesAcross(slices: readonly Slice[], plane: ImagePlane): readonly Slice[] {
  const origin = slices.find(({ offset }) => offset === 0)
  const [first, last] = [slices[0], slices.at(-1)]
  if (!origin || !first || !last) return []
  const normal = normalOf(origin.frame.plane)
  const at = corners(plane).map((corner) => offsetOf(origin.frame.plane, normal, worldOf(plane, corner)))
  const [lower, upper] = [Math.min(...at), Math.max(...at)]
  const reach = reachOf(slices)
  if (upper < first.offset - reach || lower > last.offset + reach) return []
  const below = slices.findLastIndex(({ offset }) => offset <= lower + 1e-3)
  const above = slices.findIndex(({ offset }) => offset >= upper - 1e-3)
  return slices.slice(Math.max(0, below), above < 0 ? undefined : above + 1)
}

/**
 * The values on a plane, `width` × `height` points, between those of the nearest pixels of the slices; NaN beside them.
 * `values` are those of the slices, row by row; `reach` is how far the outermost of them stand for, in mm.
 */
export function resampled(
  slices: readonly Slice[],
  values: readonly ArrayLike<number>[],
  plane: ImagePlane,
  { width, height }: { readonly width: number; readonly height: number },
  reach: number,
): Float32Array<ArrayBuffer> {
  const into = new Float32Array(width * height).fill(Number.NaN)
  const [first] = slices
  if (!first) return into
  const origin = first.frame.plane
  const normal = normalOf(origin)
  const { columns, rows } = origin
  const placeOf = (x: number, y: number): Vector3 => {
    const world = worldOf(plane, [((x + 0.5) * plane.columns) / width, ((y + 0.5) * plane.rows) / height])
    const [column, row] = imagePointOf(origin, world)
    return [column - 0.5, row - 0.5, first.offset + offsetOf(origin, normal, world)]
  }
  // The way from points to places is straight: three of them say where all others are.
  const [start, right, down] = [placeOf(0, 0), placeOf(1, 0), placeOf(0, 1)]
  const place = (axis: 0 | 1 | 2, x: number, y: number) =>
    start[axis] + x * (right[axis] - start[axis]) + y * (down[axis] - start[axis])

  const inSlice = (index: number, column: number, row: number): number => {
    const pixels = values[index]
    if (!pixels) return Number.NaN
    const [x, y] = [Math.max(0, Math.min(columns - 1, column)), Math.max(0, Math.min(rows - 1, row))]
    const [left, top] = [Math.floor(x), Math.floor(y)]
    const [u, v] = [x - left, y - top]
    const at = (c: number, r: number) =>
      pixels[Math.min(rows - 1, r) * columns + Math.min(columns - 1, c)] ?? 0
    return (
      (at(left, top) * (1 - u) + at(left + 1, top) * u) * (1 - v) +
      (at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u) * v
    )
  }

  const last = slices.length - 1
  const offsets = slices.map(({ offset }) => offset)
  let above = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row, along] = [place(0, x, y), place(1, x, y), place(2, x, y)]
      if (column < -0.5 || row < -0.5 || column > columns - 0.5 || row > rows - 0.5) continue
      if (along < (offsets[0] ?? 0) - reach || along > (offsets[last] ?? 0) + reach) continue
      // Neighbours lie near one another.
      while (above < last && (offsets[above] ?? 0) < along) above++
      while (above > 0 && (offsets[above - 1] ?? 0) >= along) above--
      const [upper, lower] = [offsets[above] ?? 0, offsets[above - 1]]
      const share =
        lower === undefined || along >= upper
          ? 1
          : Math.min(1, Math.max(0, (along - lower) / (upper - lower)))
      into[y * width + x] =
        share > 0.999
          ? inSlice(above, column, row)
          : inSlice(above - 1, column, row) * (1 - share) + inSlice(above, column, row) * share
    }
  }
  return into
}
