import { midpoint, type Point2 } from '../geometry/vector.ts'
import type { MarkTool, Shape } from './mark.ts'

/** Marks that enclose a part of the picture. */
const CLOSED = ['ellipse', 'circle', 'rectangle', 'freehand', 'spline'] as const satisfies readonly MarkTool[]
export type ClosedTool = (typeof CLOSED)[number]
const closed: ReadonlySet<string> = new Set(CLOSED)
export const isClosed = (tool: MarkTool): tool is ClosedTool => closed.has(tool)

const ELLIPSE_STEPS = 48
const SPLINE_STEPS = 12

function ellipse([a, b]: readonly Point2[]): readonly Point2[] {
  if (!a || !b) return []
  const [x, y] = midpoint(a, b)
  const [rx, ry] = [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2]
  return Array.from({ length: ELLIPSE_STEPS }, (_, step): Point2 => {
    const angle = (step / ELLIPSE_STEPS) * 2 * Math.PI
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)]
  })
}

/** A closed curve through all points (Catmull-Rom, uniform). */
function closedSpline(points: readonly Point2[]): readonly Point2[] {
  const count = points.length
  if (count < 3) return points
  const at = (index: number): Point2 => points[(index + count) % count] ?? [0, 0]
  return points.flatMap((_, index) => {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    return Array.from({ length: SPLINE_STEPS }, (__, step): Point2 => {
      const t = step / SPLINE_STEPS
      const along = (axis: 0 | 1) =>
        0.5 *
        (2 * from[axis] +
          (to[axis] - before[axis]) * t +
          (2 * before[axis] - 5 * from[axis] + 4 * to[axis] - after[axis]) * t ** 2 +
          (3 * from[axis] - before[axis] - 3 * to[axis] + after[axis]) * t ** 3)
      return [along(0), along(1)]
    })
  })
}

/** The closed outline of a mark that encloses something, in image points; empty for others. */
export function outlineOf({ tool, points }: Pick<Shape, 'tool' | 'points'>): readonly Point2[] {
  const [a, b] = points
  switch (tool) {
    case 'rectangle':
      return a && b ? [a, [b[0], a[1]], b, [a[0], b[1]]] : []
    case 'ellipse':
    case 'circle':
      return ellipse(points)
    case 'spline':
      return closedSpline(points)
    case 'freehand':
      return points
    default:
      return []
  }
}
