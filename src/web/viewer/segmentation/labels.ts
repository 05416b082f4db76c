import type { ImagePlane } from '../geometry/plane.ts'
import type { Point2 } from '../geometry/vector.ts'

/**
 * What is painted on one picture: for each of its pixels, row by row, the number of the segment that it belongs to, or 0.
 * A pixel belongs to one segment. Pure.
 */
export type Labels = Uint8Array<ArrayBuffer>

/** The largest segment number that a label can hold. */
export const MOST_SEGMENTS = 255

/** Pixels from a first column and row up to, not including, a last. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** What a brush does to the pixels that it covers. */
export interface Brush {
  /** mm in the plane of the picture (pixels where it has no spacing). */
  readonly radius: number
  /** The segment that is painted; 0 erases. */
  readonly segment: number
  /** Whether a pixel may be taken that belongs to another segment, or to none. */
  readonly mayTake: (segment: number) => boolean
  /** Whether the value of a pixel is one that is painted; undefined for any. */
  readonly accepts: ((column: number, row: number) => boolean) | undefined
}

type Spaced = Pick<ImagePlane, 'rows' | 'columns' | 'rowSpacing' | 'columnSpacing'>

export const hasLabels = (labels: Labels): boolean => labels.some((label) => label !== 0)

/** How many pixels belong to each segment. */
export function countLabels(labels: Labels): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const label of labels) if (label !== 0) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}

/**
 * Paints every pixel whose centre a round brush passes on its straight way between two image points, and the pixel under
 * it in any case. Answers what may have changed; undefined where nothing did.
 */
export function paintStroke(
  labels: Labels,
  plane: Spaced,
  from: Point2,
  to: Point2,
  { radius, segment, mayTake, accepts }: Brush,
): Area | undefined {
  const { rows, columns, rowSpacing, columnSpacing } = plane
  const [ax, ay] = [from[0] * columnSpacing, from[1] * rowSpacing]
  const [bx, by] = [to[0] * columnSpacing, to[1] * rowSpacing]
  const [dx, dy] = [bx - ax, by - ay]
  const long = dx * dx + dy * dy
  const least = (value: number, step: number) => Math.floor((value - radius) / step - 0.5)
  const most = (value: number, step: number) => Math.ceil((value + radius) / step + 0.5)
  const area: Area = {
    left: Math.max(0, least(Math.min(ax, bx), columnSpacing)),
    top: Math.max(0, least(Math.min(ay, by), rowSpacing)),
    right: Math.min(columns, most(Math.max(ax, bx), columnSpacing)),
    bottom: Math.min(rows, most(Math.max(ay, by), rowSpacing)),
  }
  const under = (column: number, row: number, [x, y]: Point2) =>
    column === Math.floor(x) && row === Math.floor(y)
  const covered = (column: number, row: number) => {
    const [px, py] = [(column + 0.5) * columnSpacing - ax, (row + 0.5) * rowSpacing - ay]
    const along = long === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / long))
    return (
      (px - dx * along) ** 2 + (py - dy * along) ** 2 <= radius * radius ||
      under(column, row, from) ||
      under(column, row, to)
    )
  }
  let changed = false
  for (let row = area.top; row < area.bottom; row++) {
    for (let column = area.left; column < area.right; column++) {
      const at = row * columns + column
      const now = labels[at] ?? 0
      if (now === segment || !mayTake(now) || !covered(column, row)) continue
      if (accepts && !accepts(column, row)) continue
      labels[at] = segment
      changed = true
    }
  }
  return changed ? area : undefined
}

/** The labels without those of one segment. */
export const withoutSegment = (labels: Labels, segment: number): Labels =>
  labels.map((label) => (label === segment ? 0 : label))
