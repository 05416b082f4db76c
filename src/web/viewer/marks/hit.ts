import { distance, type Point2 } from '../geometry/vector.ts'
import type { Shape } from './mark.ts'
import { isClosed, outlineOf } from './outline.ts'
import { handlesOf } from './shapes.ts'

/** What lies under the pointer. */
export type Hit = { readonly part: 'handle'; readonly handle: number } | { readonly part: 'body' }

const NEAR_HANDLE = 9
const NEAR_LINE = 6
/** A finger is wider than a pointer. */
const TOUCH = 2

function distanceToSegment(point: Point2, from: Point2, to: Point2): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const squared = dx * dx + dy * dy
  const along = squared === 0 ? 0 : ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / squared
  const at = Math.min(1, Math.max(0, along))
  return distance(point, [from[0] + at * dx, from[1] + at * dy])
}

/** The lines of a shape, as pairs of points on the canvas. `to` maps image points to canvas pixels. */
export function segmentsOf(
  shape: Shape,
  to: (point: Point2) => Point2,
): readonly (readonly [Point2, Point2])[] {
  const points = shape.points.map(to)
  const [a, b, c, d] = points
  if (shape.tool === 'angle') return [a && b ? [[a, b] as const] : [], b && c ? [[b, c] as const] : []].flat()
  if (shape.tool === 'bidirectional' || shape.tool === 'cobb') {
    return [a && b ? [[a, b] as const] : [], c && d ? [[c, d] as const] : []].flat()
  }
  if (isClosed(shape.tool)) {
    const outline = outlineOf(shape).map(to)
    return outline.flatMap((point, index) => {
      const next = outline[(index + 1) % outline.length]
      return next ? [[point, next] as const] : []
    })
  }
  return a && b ? [[a, b]] : []
}

/** Whether the pointer (canvas pixels) takes hold of the shape; handles before lines. */
export function hitShape(
  shape: Shape,
  pointer: Point2,
  to: (point: Point2) => Point2,
  touch = false,
): Hit | undefined {
  const reach = touch ? TOUCH : 1
  const handle = handlesOf(shape).findIndex((point) => distance(pointer, to(point)) <= NEAR_HANDLE * reach)
  if (handle >= 0) return { part: 'handle', handle }
  const onLine = segmentsOf(shape, to).some(
    ([from, end]) => distanceToSegment(pointer, from, end) <= NEAR_LINE * reach,
  )
  return onLine ? { part: 'body' } : undefined
}
