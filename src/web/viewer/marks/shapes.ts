import type { ImagePlane } from '../geometry/plane.ts'
import { distance, midpoint, type Point2 } from '../geometry/vector.ts'
import type { MarkTool, Shape } from './mark.ts'

type Spaced = Pick<ImagePlane, 'rowSpacing' | 'columnSpacing'>

/** Points a reader places, in order: a press and a release, or clicks; undefined for as many as they like. */
export const placedPoints: Record<MarkTool, 1 | 2 | 3 | 4 | undefined> = {
  length: 2,
  angle: 3,
  cobb: 4,
  bidirectional: 2,
  ellipse: 2,
  circle: 2,
  rectangle: 2,
  freehand: undefined,
  spline: undefined,
  arrow: 2,
  text: 1,
  probe: 1,
}

const toSpace = ([x, y]: Point2, { rowSpacing, columnSpacing }: Spaced): Point2 => [
  x * columnSpacing,
  y * rowSpacing,
]
const toImage = ([x, y]: Point2, { rowSpacing, columnSpacing }: Spaced): Point2 => [
  x / columnSpacing,
  y / rowSpacing,
]

const SHORT_TO_LONG = 0.5

/** The second axis of a fresh bidirectional mark: at right angles through the middle, half as long. */
function withShortAxis([start, end]: readonly [Point2, Point2], image: Spaced): readonly Point2[] {
  const [a, b] = [toSpace(start, image), toSpace(end, image)]
  const [cx, cy] = midpoint(a, b)
  const [dx, dy] = [((b[0] - a[0]) / 2) * SHORT_TO_LONG, ((b[1] - a[1]) / 2) * SHORT_TO_LONG]
  return [start, end, toImage([cx - dy, cy + dx], image), toImage([cx + dy, cy - dx], image)]
}

/** A shape from the points placed so far and the one under the pointer. */
export function shapeFrom(tool: MarkTool, placed: readonly Point2[], image: Spaced): Shape {
  const [first, second] = placed
  if (!first || !second) return { tool, points: placed, label: '' }
  const points =
    tool === 'bidirectional'
      ? withShortAxis([first, second], image)
      : tool === 'circle'
        ? circleAround(first, second, image)
        : placed
  return { tool, points, label: '' }
}

/** The box of a circle: from its middle to a point on it, as far in space. */
function circleAround(middle: Point2, edge: Point2, image: Spaced): readonly Point2[] {
  const radius = distance(toSpace(middle, image), toSpace(edge, image))
  const [rx, ry] = [radius / image.columnSpacing, radius / image.rowSpacing]
  return [
    [middle[0] - rx, middle[1] - ry],
    [middle[0] + rx, middle[1] + ry],
  ]
}

/** An outline of more points shows no handles: they would hide it. */
const MOST_HANDLES = 24

/** The points that can be taken hold of, in the order `movedHandle` counts them. */
export function handlesOf({ tool, points }: Shape): readonly Point2[] {
  const [a, b] = points
  if (!a || !b) return points
  if (tool === 'rectangle') return [a, [b[0], a[1]], b, [a[0], b[1]]]
  if (tool === 'freehand' && points.length > MOST_HANDLES) return []
  if (tool === 'ellipse' || tool === 'circle') {
    const [x, y] = midpoint(a, b)
    return [
      [a[0], y],
      [x, a[1]],
      [b[0], y],
      [x, b[1]],
    ]
  }
  return points
}

/** The shape after one handle was dragged to `to`. */
export function movedHandle(shape: Shape, handle: number, to: Point2, image: Spaced): Shape {
  const [a, b] = shape.points
  if (a && b && shape.tool === 'rectangle') {
    const corners: readonly (readonly Point2[])[] = [
      [to, b],
      [
        [a[0], to[1]],
        [to[0], b[1]],
      ],
      [a, to],
      [
        [to[0], a[1]],
        [b[0], to[1]],
      ],
    ]
    return { ...shape, points: corners[handle] ?? shape.points }
  }
  if (a && b && shape.tool === 'circle') {
    return { ...shape, points: circleAround(midpoint(a, b), to, image) }
  }
  if (a && b && shape.tool === 'ellipse') {
    const sides: readonly (readonly Point2[])[] = [
      [[to[0], a[1]], b],
      [[a[0], to[1]], b],
      [a, [to[0], b[1]]],
      [a, [b[0], to[1]]],
    ]
    return { ...shape, points: sides[handle] ?? shape.points }
  }
  if (shape.tool === 'bidirectional') return { ...shape, points: movedAxis(shape.points, handle, to, image) }
  return { ...shape, points: shape.points.map((point, index) => (index === handle ? to : point)) }
}

/**
 * The axes stay at right angles: an end of the long axis takes the short one with it at the same place along it; an
 * end of the short axis slides the whole short axis along and changes only its own side.
 */
function movedAxis(points: readonly Point2[], handle: number, to: Point2, image: Spaced): readonly Point2[] {
  const [l0, l1, s0, s1] = points.map((point) => toSpace(point, image))
  if (!l0 || !l1 || !s0 || !s1) return points
  const target = toSpace(to, image)
  const before = axisPlace(l0, l1, s0)
  const sides = [before.side, axisPlace(l0, l1, s1).side]
  const ends: [Point2, Point2] = [handle === 0 ? target : l0, handle === 1 ? target : l1]
  let along = before.along
  if (handle >= 2) {
    const moved = axisPlace(l0, l1, target)
    along = Math.min(1, Math.max(0, moved.along))
    sides[handle - 2] = moved.side
  }
  const at = (side: number): Point2 => {
    const [dx, dy] = [ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]]
    const size = Math.hypot(dx, dy) || 1
    return [ends[0][0] + dx * along - (dy / size) * side, ends[0][1] + dy * along + (dx / size) * side]
  }
  return [...ends, at(sides[0] ?? 0), at(sides[1] ?? 0)].map((point) => toImage(point, image))
}

/** Where a point stands beside an axis: 0 to 1 along it, and its signed distance from it. */
function axisPlace(start: Point2, end: Point2, point: Point2): { along: number; side: number } {
  const [dx, dy] = [end[0] - start[0], end[1] - start[1]]
  const size = Math.hypot(dx, dy) || 1
  const [px, py] = [point[0] - start[0], point[1] - start[1]]
  return { along: (px * dx + py * dy) / (size * size), side: (py * dx - px * dy) / size }
}

/** The whole shape, its text included, moved by an offset in image points. */
export function movedShape(shape: Shape, [dx, dy]: Point2): Shape {
  const move = ([x, y]: Point2): Point2 => [x + dx, y + dy]
  return {
    ...shape,
    points: shape.points.map(move),
    ...(shape.textAt === undefined ? {} : { textAt: move(shape.textAt) }),
  }
}
