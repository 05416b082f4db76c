import type { Point2 } from '../geometry/vector.ts'
import type { Shape } from './mark.ts'
import type { PixelSource, Stat } from './measure.ts'
import { outlineOf } from './outline.ts'

/** The values of the picture inside a mark: of all pixels whose centre lies in it. */

type Span = readonly [from: number, to: number]

/** The first and last whole number whose pixel centre (+ 0.5) lies from `low` up to, not including, `high`. */
const centresIn = (low: number, high: number): Span => [Math.ceil(low - 0.5), Math.ceil(high - 0.5) - 1]

/** Where the line through a row's pixel centres is inside the outline, by the even-odd rule. */
function crossings(outline: readonly Point2[], y: number): number[] {
  const found: number[] = []
  outline.forEach((from, index) => {
    const to = outline[(index + 1) % outline.length]
    if (!to || from[1] <= y === to[1] <= y) return
    found.push(from[0] + ((y - from[1]) / (to[1] - from[1])) * (to[0] - from[0]))
  })
  return found.sort((one, other) => one - other)
}

/** The columns of a row that lie inside, as ranges; both ends belong to it. */
function spansIn({ tool, points }: Pick<Shape, 'tool' | 'points'>, row: number): readonly Span[] {
  const [a, b] = points
  if (!a || !b) return []
  const y = row + 0.5
  if (tool === 'rectangle') return [centresIn(Math.min(a[0], b[0]), Math.max(a[0], b[0]))]
  if (tool === 'ellipse' || tool === 'circle') {
    const [rx, ry] = [Math.abs(b[0] - a[0]) / 2, Math.abs(b[1] - a[1]) / 2]
    const inside = 1 - ((y - (a[1] + b[1]) / 2) / ry) ** 2
    if (!(inside >= 0)) return []
    const middle = (a[0] + b[0]) / 2
    const half = rx * Math.sqrt(inside)
    return [[Math.ceil(middle - half - 0.5), Math.floor(middle + half - 0.5)]]
  }
  const at = crossings(outlineOf({ tool, points }), y)
  return at.flatMap((from, index): Span[] => {
    const to = at[index + 1]
    return index % 2 === 0 && to !== undefined ? [centresIn(from, to)] : []
  })
}

function rowsOf({ tool, points }: Pick<Shape, 'tool' | 'points'>): Span {
  const rows = outlineOf({ tool, points }).map(([, y]) => y)
  return centresIn(Math.min(...rows), Math.max(...rows))
}

/** Mean, largest, smallest value and standard deviation (of the population). */
export function pixelStats(shape: Pick<Shape, 'tool' | 'points'>, pixels: PixelSource, unit: string): Stat[] {
  let [count, mean, squares] = [0, 0, 0]
  let [max, min] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const [firstRow, lastRow] = rowsOf(shape)
  for (let row = Math.max(0, firstRow); row <= Math.min(pixels.rows - 1, lastRow); row++) {
    for (const [from, to] of spansIn(shape, row)) {
      for (let column = Math.max(0, from); column <= Math.min(pixels.columns - 1, to); column++) {
        const value = pixels.at(column, row)[0] ?? 0
        // What is no number is no value.
        if (Number.isNaN(value)) continue
        count++
        // Welford: sums of squares of large values would lose the digits that matter.
        const delta = value - mean
        mean += delta / count
        squares += delta * (value - mean)
        if (value > max) max = value
        if (value < min) min = value
      }
    }
  }
  if (count === 0) return []
  return [
    { name: 'mean', value: mean, unit },
    { name: 'max', value: max, unit },
    { name: 'min', value: min, unit },
    { name: 'stdDev', value: Math.sqrt(squares / count), unit },
  ]
}
