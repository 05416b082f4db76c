import { add, cross, direction, dot, type Point2, scale, type Vector3 } from './vector.ts'

/**
 * Where an image lies in the patient (PS3.3 C.7.6.2). Spacing in mm between rows and between columns, or 1 where the
 * image says nothing. Image points count as in SCOORD (PS3.3 C.18.6): 0\0 is the top left corner of the first pixel,
 * its centre is 0.5\0.5.
 */
export interface ImagePlane {
  readonly rows: number
  readonly columns: number
  readonly rowSpacing: number
  readonly columnSpacing: number
  /** Direction of increasing column number. */
  readonly row: Vector3
  /** Direction of increasing row number. */
  readonly column: Vector3
  /** Centre of the first pixel. */
  readonly position: Vector3
  /** Orientation and position are the image's own, not stand-ins. */
  readonly located: boolean
}

export const normalOf = (plane: Pick<ImagePlane, 'row' | 'column'>): Vector3 => cross(plane.row, plane.column)

export const worldOf = (plane: ImagePlane, [x, y]: Point2): Vector3 =>
  add(
    plane.position,
    add(scale(plane.row, (x - 0.5) * plane.columnSpacing), scale(plane.column, (y - 0.5) * plane.rowSpacing)),
  )

/** The image point under a point in space, dropped onto the plane along its normal. */
export const imagePointOf = (plane: ImagePlane, world: Vector3): Point2 => {
  const offset = add(world, scale(plane.position, -1))
  return [
    dot(offset, plane.row) / plane.columnSpacing + 0.5,
    dot(offset, plane.column) / plane.rowSpacing + 0.5,
  ]
}

/** Direction cosines of ImageOrientationPatient, or undefined when they are missing or no right angle. */
export function orientationOf(cosines: readonly number[]): { row: Vector3; column: Vector3 } | undefined {
  const [rx, ry, rz, cx, cy, cz] = cosines
  if (cosines.length !== 6 || rx === undefined || ry === undefined || rz === undefined) return undefined
  if (cx === undefined || cy === undefined || cz === undefined) return undefined
  const row = direction([rx, ry, rz])
  const column = direction([cx, cy, cz])
  if (!row || !column || Math.abs(dot(row, column)) > 0.01) return undefined
  return { row, column }
}
