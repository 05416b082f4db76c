import type { ImagePlane } from '../geometry/plane.ts'
import type { Labels } from './labels.ts'

/** Shapes between two painted slices, from how far each pixel is inside or outside of them (Raya and Udupa 1990). Pure. */

type Spaced = Pick<ImagePlane, 'rows' | 'columns' | 'rowSpacing' | 'columnSpacing'>

const FAR = 1e20

/** Squared distances along a line of samples to the nearest zero (Felzenszwalb and Huttenlocher 2012), in place. */
function alongLine(values: Float64Array, start: number, step: number, count: number, spacing: number): void {
  const source = Float64Array.from({ length: count }, (_, n) => values[start + n * step] ?? FAR)
  const hull = new Int32Array(count)
  const bounds = new Float64Array(count + 1)
  const at = (n: number) => n * spacing
  const meet = (one: number, other: number) =>
    ((source[other] ?? 0) + at(other) ** 2 - ((source[one] ?? 0) + at(one) ** 2)) /
    (2 * (at(other) - at(one)))
  let top = 0
  bounds[0] = Number.NEGATIVE_INFINITY
  bounds[1] = Number.POSITIVE_INFINITY
  for (let n = 1; n < count; n++) {
    let from = meet(hull[top] ?? 0, n)
    while (top > 0 && from <= (bounds[top] ?? 0)) from = meet(hull[--top] ?? 0, n)
    hull[++top] = n
    bounds[top] = from
    bounds[top + 1] = Number.POSITIVE_INFINITY
  }
  let piece = 0
  for (let n = 0; n < count; n++) {
    while ((bounds[piece + 1] ?? 0) < at(n)) piece++
    const nearest = hull[piece] ?? 0
    values[start + n * step] = (at(n) - at(nearest)) ** 2 + (source[nearest] ?? 0)
  }
}

/** mm from each pixel to the nearest one that is, or that is not, of the segment. */
function distances(
  labels: Labels,
  segment: number,
  { rows, columns, rowSpacing, columnSpacing }: Spaced,
  inside: boolean,
) {
  const squared = Float64Array.from(labels, (label) => ((label === segment) === inside ? 0 : FAR))
  for (let row = 0; row < rows; row++) alongLine(squared, row * columns, 1, columns, columnSpacing)
  for (let column = 0; column < columns; column++) alongLine(squared, column, columns, rows, rowSpacing)
  return squared.map(Math.sqrt)
}

/** How far each pixel is from the edge of a segment, mm: negative inside. */
export function signedDistances(labels: Labels, segment: number, plane: Spaced): Float64Array {
  const outside = distances(labels, segment, plane, true)
  const within = distances(labels, segment, plane, false)
  return outside.map((far, pixel) => far - (within[pixel] ?? 0))
}

/**
 * Which pixels of a slice between two painted ones belong to the segment: where the distances, mixed by its place between
 * them, are inside. `share` is 0 at the first and 1 at the second.
 */
export function between(first: Float64Array, second: Float64Array, share: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(first, (far, pixel) =>
    far * (1 - share) + (second[pixel] ?? 0) * share < 0 ? 1 : 0,
  )
}

/** Gaps between painted places of a row of slices: the places before and after, and those between them that are empty. */
export function gapsIn(painted: readonly boolean[]): { from: number; to: number }[] {
  const places = painted.flatMap((is, place) => (is ? [place] : []))
  return places.slice(1).flatMap((to, index) => {
    const from = places[index] ?? to
    return to - from > 1 ? [{ from, to }] : []
  })
}
