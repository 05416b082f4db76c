import { midpoint, type Point2 } from '../../geometry/vector.ts'
import type { Shape } from '../../marks/mark.ts'
import { isClosed, outlineOf } from '../../marks/outline.ts'
import type { Coordinates } from './content.ts'

const closed = (points: readonly Point2[]): readonly Point2[] => {
  const [first] = points
  return first ? [...points, first] : points
}

/** A mark as the graphic types of DICOM draw it: POINT, POLYLINE, CIRCLE, ELLIPSE (PS3.3 C.18.6.1.2, C.10.5). */
export function graphicsOf({ tool, points }: Pick<Shape, 'tool' | 'points'>): readonly Coordinates[] {
  const [a, b, c, d] = points
  if (!a) return []
  if (tool === 'probe' || tool === 'text' || !b) return [{ type: 'POINT', points: [a] }]
  if (tool === 'cobb' || tool === 'bidirectional') {
    const lines: Coordinates[] = [{ type: 'POLYLINE', points: [a, b] }]
    return c && d ? [...lines, { type: 'POLYLINE', points: [c, d] }] : lines
  }
  if (tool === 'ellipse' || tool === 'circle') {
    const [x, y] = midpoint(a, b)
    const across: readonly Point2[] = [
      [Math.min(a[0], b[0]), y],
      [Math.max(a[0], b[0]), y],
    ]
    const down: readonly Point2[] = [
      [x, Math.min(a[1], b[1])],
      [x, Math.max(a[1], b[1])],
    ]
    const [width, height] = [Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1])]
    // The ends of the major axis come first.
    if (width === height) return [{ type: 'CIRCLE', points: [[x, y], across[1] ?? [x, y]] }]
    return [{ type: 'ELLIPSE', points: width > height ? [...across, ...down] : [...down, ...across] }]
  }
  if (isClosed(tool)) return [{ type: 'POLYLINE', points: closed(outlineOf({ tool, points })) }]
  return [{ type: 'POLYLINE', points }]
}
