import { type Dataset, itemsOf, numbersOf, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import type { Point2 } from '../../geometry/vector.ts'
import { type Figure, figureOf } from '../drawn/figure.ts'
import type { Drawing } from './presentationState.ts'

/** Compound graphics (PS3.3 C.10.5.2.3): rulers, axes, arrows, crosshairs. */

const INSTANCE = '00700226' // Compound Graphic Instance ID
/** Farther than any picture reaches. */
const BEYOND = 20_000

function linesOf(type: string, points: readonly Point2[]): (readonly Point2[])[] {
  const [a, b] = points
  if (!a || !b) return []
  switch (type) {
    case 'MULTILINE':
      return points.flatMap((from, index) => {
        const to = points[index + 1]
        return index % 2 === 0 && to ? [[from, to]] : []
      })
    case 'INFINITELINE': {
      const size = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1
      const [dx, dy] = [((b[0] - a[0]) / size) * BEYOND, ((b[1] - a[1]) / size) * BEYOND]
      return [
        [
          [a[0] - dx, a[1] - dy],
          [b[0] + dx, b[1] + dy],
        ],
      ]
    }
    case 'RECTANGLE':
      return [[a, [b[0], a[1]], b, [a[0], b[1]], a]]
    case 'CUTLINE':
    case 'RANGELINE':
    case 'RULER':
    case 'AXIS':
    case 'ARROW':
      return [[a, b]]
    default:
      return []
  }
}

function figuresOf(type: string, data: readonly number[]): Figure[] {
  if (type === 'CROSSHAIR') return [figureOf('POINT', data, [])].filter((figure) => figure !== undefined)
  const points = Array.from(
    { length: Math.floor(data.length / 2) },
    (_, n): Point2 => [data[2 * n] ?? 0, data[2 * n + 1] ?? 0],
  )
  const [a, b] = points
  if (type === 'ELLIPSE' && a && b) {
    const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
    return [figureOf('ELLIPSE', [a[0], y, b[0], y, x, a[1], x, b[1]], [])].filter((one) => one !== undefined)
  }
  return linesOf(type, points).flatMap((line) => figureOf('POLYLINE', line.flat(), []) ?? [])
}

/**
 * The compound graphics of an annotation. One that the object also draws by simple graphics and texts of the same number is
 * left to those.
 */
export function compoundsOf(annotation: Dataset): Drawing[] {
  const simple = [ObjectTag.GraphicObjectSequence, ObjectTag.TextObjectSequence].flatMap((tag) =>
    itemsOf(annotation, tag).map((item) => textOf(item, INSTANCE)),
  )
  return itemsOf(annotation, '00700209').flatMap((item): Drawing[] => {
    const id = textOf(item, INSTANCE)
    if (id !== undefined && simple.includes(id)) return []
    const units = textOf(item, '00700282') === 'DISPLAY' ? 'DISPLAY' : 'PIXEL'
    const figures = figuresOf(textOf(item, '00700294') ?? '', numbersOf(item, ObjectTag.GraphicData))
    return figures.map((figure) => ({ units, figure }))
  })
}
