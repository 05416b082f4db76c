import { add, cross, dot, scale, type Vector3 } from '../geometry/vector.ts'
import { PLANES, type Plane } from '../hanging/traits.ts'

/** The three planes through one point of the patient (conventions 5 and 8). Pure. */

/** How a plane is looked at. */
export interface PlaneView {
  /** From the plane to the reader. */
  readonly normal: Vector3
  readonly up: Vector3
}

export type PlaneViews = Readonly<Record<Plane, PlaneView>>

/** Axial: anterior up, patient right on the reader's left; coronal: head up; sagittal: head up, anterior on the left. */
export const STANDARD_VIEWS: PlaneViews = {
  axial: { normal: [0, 0, -1], up: [0, -1, 0] },
  coronal: { normal: [0, -1, 0], up: [0, 0, 1] },
  sagittal: { normal: [1, 0, 0], up: [0, 0, 1] },
}

/** A vector turned about an axis of length 1 (Rodrigues). */
export function turnedAbout(vector: Vector3, axis: Vector3, degrees: number): Vector3 {
  const radians = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  return add(
    add(scale(vector, cos), scale(cross(axis, vector), sin)),
    scale(axis, dot(axis, vector) * (1 - cos)),
  )
}

/** The other two planes turned about the normal of one: its picture stays, theirs become oblique. */
export function obliqued(views: PlaneViews, about: Plane, degrees: number): PlaneViews {
  const axis = views[about].normal
  const turn = ({ normal, up }: PlaneView): PlaneView => ({
    normal: turnedAbout(normal, axis, degrees),
    up: turnedAbout(up, axis, degrees),
  })
  const of = (plane: Plane) => (plane === about ? views[plane] : turn(views[plane]))
  return { axial: of('axial'), coronal: of('coronal'), sagittal: of('sagittal') }
}

/** Whether the planes stand as the body does. */
export const isStandard = (views: PlaneViews): boolean =>
  PLANES.every((plane) => dot(views[plane].normal, STANDARD_VIEWS[plane].normal) > 0.9999)

/** The direction in which one plane cuts another. */
export const cutDirection = (one: PlaneView, other: PlaneView): Vector3 => cross(one.normal, other.normal)

/** A point moved into the plane through `point`. */
export const intoPlane = (anywhere: Vector3, point: Vector3, normal: Vector3): Vector3 =>
  add(anywhere, scale(normal, dot(add(point, scale(anywhere, -1)), normal)))
