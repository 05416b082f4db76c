import type { CanvasSize } from '../geometry/presentation.ts'
import { add, cross, dot, type Point2, scale, type Vector3 } from '../geometry/vector.ts'
import type { VolumePlan } from './plan.ts'
import { intoPlane, type PlaneView } from './views.ts'

/** How a plane lies on its tile. Pure. */
export interface Placement {
  /** The middle of the tile, in the plane. */
  readonly center: Vector3
  readonly normal: Vector3
  readonly up: Vector3
  readonly right: Vector3
  /** Half of what the tile shows from top to bottom, mm. */
  readonly parallelScale: number
  readonly perMillimetre: number
  readonly size: CanvasSize
}

/** Half of what a box reaches along a direction. */
const reachOf = ({ dimensions, spacing, row, column, normal }: VolumePlan, along: Vector3): number =>
  ([row, column, normal] as const).reduce(
    (sum, axis, index) =>
      sum + (Math.abs(dot(axis, along)) * (dimensions[index] ?? 1) * (spacing[index] ?? 1)) / 2,
    0,
  )

export function placementOf(
  plan: VolumePlan,
  { normal, up }: PlaneView,
  { center, zoom }: { readonly center: Vector3; readonly zoom: number },
  point: Vector3,
  size: CanvasSize,
): Placement {
  const right = cross(up, normal)
  const fit = Math.max(reachOf(plan, up), reachOf(plan, right) * (size.height / size.width))
  const parallelScale = fit / zoom
  return {
    center: intoPlane(center, point, normal),
    normal,
    up,
    right,
    parallelScale,
    perMillimetre: size.height / 2 / parallelScale,
    size,
  }
}

/** CSS pixels of the tile for a point of the patient, seen along the normal. */
export const onTile = ({ center, right, up, perMillimetre, size }: Placement, world: Vector3): Point2 => {
  const offset = add(world, scale(center, -1))
  return [
    size.width / 2 + dot(offset, right) * perMillimetre,
    size.height / 2 - dot(offset, up) * perMillimetre,
  ]
}

/** The point of the plane under a CSS pixel of the tile. */
export const inPatient = ({ center, right, up, perMillimetre, size }: Placement, [x, y]: Point2): Vector3 =>
  add(
    center,
    add(scale(right, (x - size.width / 2) / perMillimetre), scale(up, (size.height / 2 - y) / perMillimetre)),
  )
