import type { Point2 } from '../geometry/vector.ts'
import type { Shape } from '../marks/mark.ts'
import { isClosed, outlineOf } from '../marks/outline.ts'

export const LINE_HEIGHT = 17
const GAP = 22
const BESIDE_POINT = 9

let measuring: CanvasRenderingContext2D | null | undefined

/** Width and height of a mark's text in CSS pixels. */
export function textSize(lines: readonly string[]): Point2 {
  measuring ??= document.createElement('canvas').getContext('2d')
  if (measuring) measuring.font = '500 14px "Inter Variable", system-ui, sans-serif'
  const width = Math.max(0, ...lines.map((line) => measuring?.measureText(line).width ?? line.length * 8))
  return [width, lines.length * LINE_HEIGHT]
}

const boundsOf = (points: readonly Point2[]) => ({
  left: Math.min(...points.map(([x]) => x)),
  right: Math.max(...points.map(([x]) => x)),
  top: Math.min(...points.map(([, y]) => y)),
  bottom: Math.max(...points.map(([, y]) => y)),
})

const outline = (shape: Shape, to: (point: Point2) => Point2): readonly Point2[] =>
  (isClosed(shape.tool) ? outlineOf(shape) : shape.points).map(to)

/** Where a text stands that nobody moved: top left corner, right of the mark, or below it when it is a single point. */
export function anchorOf(shape: Shape, to: (point: Point2) => Point2, [, height]: Point2): Point2 {
  const points = outline(shape, to)
  const [first] = points
  if (!first) return [0, 0]
  if (shape.tool === 'text') return [first[0], first[1] - height / 2]
  if (shape.tool === 'probe') return [first[0] + BESIDE_POINT, first[1] + 2]
  if (shape.tool === 'arrow') {
    const tail = points[1] ?? first
    return [tail[0] + BESIDE_POINT, tail[1] - height / 2]
  }
  const { right, top, bottom } = boundsOf(points)
  return [right + GAP, (top + bottom) / 2 - height / 2]
}

/** The line between a mark and its text: from the nearest point of the mark to the nearest side of the text. */
export function nearestPoint(
  shape: Shape,
  to: (point: Point2) => Point2,
  [left, top]: Point2,
  [width, height]: Point2,
): { start: Point2; end: Point2 } | undefined {
  const sides: readonly Point2[] = [
    [left - 3, top + height / 2],
    [left + width + 3, top + height / 2],
    [left + width / 2, top],
    [left + width / 2, top + height + 2],
  ]
  let best: { start: Point2; end: Point2; far: number } | undefined
  for (const start of outline(shape, to)) {
    for (const end of sides) {
      const far = Math.hypot(start[0] - end[0], start[1] - end[1])
      if (!best || far < best.far) best = { start, end, far }
    }
  }
  return best && best.far > 8 ? best : undefined
}
