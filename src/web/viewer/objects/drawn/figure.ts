import { type ImagePlane, imagePointOf, normalOf } from '../../geometry/plane.ts'
import { add, dot, type Point2, scale, type Vector3 } from '../../geometry/vector.ts'
import type { Frame } from '../../stacks/frame.ts'
import { type Reference, refersTo } from '../reference.ts'

/**
 * What an object draws on a picture. Points are image points (see ImagePlane):
 *
 * - points: each for itself
 * - line: from one to the next; closed when it comes back to its first point
 * - circle: centre, a point on it
 * - ellipse: the two ends of one axis, then those of the other
 */
export interface Figure {
  readonly form: 'points' | 'line' | 'circle' | 'ellipse'
  readonly points: readonly Point2[]
  readonly filled: boolean
  readonly lines: readonly string[]
}

/** Where a figure belongs: on named images, or where a plane goes through its place in the patient. */
export type Placed =
  | { readonly figure: Figure; readonly references: readonly Reference[] }
  | {
      readonly form: Figure['form']
      readonly world: readonly Vector3[]
      readonly FrameOfReferenceUID: string
      readonly lines: readonly string[]
    }

const pairs = (data: readonly number[]): Point2[] =>
  Array.from(
    { length: Math.floor(data.length / 2) },
    (_, n): Point2 => [data[2 * n] ?? 0, data[2 * n + 1] ?? 0],
  )

export const triples = (data: readonly number[]): Vector3[] =>
  Array.from(
    { length: Math.floor(data.length / 3) },
    (_, n): Vector3 => [data[3 * n] ?? 0, data[3 * n + 1] ?? 0, data[3 * n + 2] ?? 0],
  )

const FORMS: Readonly<Record<string, Figure['form']>> = {
  POINT: 'points',
  MULTIPOINT: 'points',
  POLYLINE: 'line',
  POLYGON: 'line',
  INTERPOLATED: 'line',
  CIRCLE: 'circle',
  ELLIPSE: 'ellipse',
}

/** The form of a graphic type of SCOORD, SCOORD3D and graphic annotations (PS3.3 C.18.6, C.18.9, C.10.5). */
export const formOf = (type: string): Figure['form'] | undefined => FORMS[type]

/** A figure from graphic data on an image; undefined for a type that nobody has defined, or without points. */
export function figureOf(
  type: string,
  data: readonly number[],
  lines: readonly string[],
  filled = false,
): Figure | undefined {
  const form = formOf(type)
  const all = pairs(data)
  const points = type === 'INTERPOLATED' ? smoothed(all) : all
  return form && points.length > 0 ? { form, points, filled, lines } : undefined
}

const PARTS = 8

/** A curve through its points (Catmull-Rom), as INTERPOLATED graphics ask for. */
function smoothed(points: readonly Point2[]): Point2[] {
  const first = points[0]
  const last = points.at(-1)
  if (points.length < 3 || !first || !last) return [...points]
  const closed = first[0] === last[0] && first[1] === last[1]
  const ring = closed ? points.slice(0, -1) : points
  const at = (n: number): Point2 =>
    (closed ? ring[(n + ring.length) % ring.length] : ring[Math.min(ring.length - 1, Math.max(0, n))]) ??
    first
  const curve: Point2[] = []
  for (let n = 0; n < points.length - 1; n++) {
    const [a, b, c, d] = [at(n - 1), at(n), at(n + 1), at(n + 2)]
    for (let part = 0; part < PARTS; part++) {
      const t = part / PARTS
      const mix = (axis: 0 | 1) =>
        0.5 *
        (2 * b[axis] +
          (c[axis] - a[axis]) * t +
          (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t * t +
          (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t * t * t)
      curve.push([mix(0), mix(1)])
    }
  }
  return [...curve, last]
}

/** How far from a plane, in mm, a point still counts as lying in it: half a slice, a millimetre at least. */
export const reachOf = ({ SliceThickness }: Pick<Frame, 'SliceThickness'>): number =>
  Math.max(1, (SliceThickness ?? 0) / 2)

/** Distance of a point in the patient from an image plane, in mm. */
export const distanceFrom = (plane: ImagePlane, point: Vector3): number =>
  Math.abs(dot(add(point, scale(plane.position, -1)), normalOf(plane)))

/** What is drawn on one frame. */
export function figuresOn(frame: Frame, placed: readonly Placed[]): Figure[] {
  const image = { SOPInstanceUID: frame.instance.SOPInstanceUID, frameNumber: frame.frameNumber }
  return placed.flatMap((one): Figure[] => {
    if ('figure' in one) return one.references.some((ref) => refersTo(ref, image)) ? [one.figure] : []
    if (!frame.plane.located || frame.FrameOfReferenceUID !== one.FrameOfReferenceUID) return []
    const reach = reachOf(frame)
    if (!one.world.every((point) => distanceFrom(frame.plane, point) <= reach)) return []
    const points = one.world.map((point) => imagePointOf(frame.plane, point))
    return [{ form: one.form, points, filled: false, lines: one.lines }]
  })
}
