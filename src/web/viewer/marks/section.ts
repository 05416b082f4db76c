import { type ImagePlane, imagePointOf, normalOf, worldOf } from '../geometry/plane.ts'
import { type Point2, parallel, scale, type Vector3 } from '../geometry/vector.ts'
import { distanceFrom, reachOf } from '../objects/drawn/figure.ts'
import type { Frame } from '../stacks/frame.ts'
import { imageKey, type Mark, type MarkPlane, type Shape } from './mark.ts'
import type { PixelSource } from './measure.ts'

/** Marks on planes that are no images: they lie in the patient, and are seen wherever a plane goes through them. Pure. */

const imagePlaneOf = ({ origin, row, column, spacing, size }: MarkPlane): ImagePlane => ({
  ...{ rows: size, columns: size, rowSpacing: spacing, columnSpacing: spacing },
  ...{ row, column, position: origin, located: true },
})

/** A plane as a frame to be marked and measured. `source` is the image nearest to it, which says what values mean. */
export function sectionFrame(source: Frame, plane: MarkPlane, pixels?: PixelSource): Frame {
  const { instance } = source
  return {
    ...source,
    // Sizes are those of the patient whatever the first image was.
    instance: { ...instance, calibration: 'body', regions: [] },
    plane: imagePlaneOf(plane),
    FrameOfReferenceUID: plane.FrameOfReferenceUID,
    SliceThickness: undefined,
    section: { plane, pixels },
  }
}

/** What the points of a shape are points of. */
export const frameOfShape = ({ plane }: Pick<Shape, 'plane'>, source: Frame): Frame =>
  plane ? sectionFrame(source, plane) : source

/** Where the points of a mark are in the patient; undefined for one on an image, which its frame knows. */
export const worldPointsOf = ({ plane, points }: Pick<Shape, 'plane' | 'points'>): Vector3[] | undefined =>
  plane && points.map((point) => worldOf(imagePlaneOf(plane), point))

const planeOfFrame = ({ plane, section, FrameOfReferenceUID }: Frame): MarkPlane | undefined => {
  if (section) return section.plane
  const { rows, columns, rowSpacing, columnSpacing, row, column, position, located } = plane
  if (!located || FrameOfReferenceUID === undefined || Math.abs(rowSpacing - columnSpacing) > 1e-6)
    return undefined
  return {
    ...{ FrameOfReferenceUID, origin: position, row, column },
    ...{ spacing: rowSpacing, size: Math.max(rows, columns) },
  }
}

/** Shapes that are boxes along rows and columns: turned they would be others. */
const BOXES: ReadonlySet<string> = new Set(['ellipse', 'circle', 'rectangle'])

const alongRows = (one: MarkPlane, other: MarkPlane): boolean =>
  [other.row, scale(other.row, -1), other.column, scale(other.column, -1)].some((axis) =>
    parallel(one.row, axis),
  )

/**
 * A mark as it is seen on a frame, in the frame's own points: of an image on that image alone, of a plane wherever all of
 * it lies in the frame.
 */
export function markOn<M extends Mark>(mark: M, frame: Frame): M | undefined {
  if (!mark.plane) {
    const { SOPInstanceUID } = frame.instance
    const same = imageKey(mark) === imageKey({ SOPInstanceUID, frameNumber: frame.frameNumber })
    return same && !frame.section ? mark : undefined
  }
  const here = planeOfFrame(frame)
  if (!here || here.FrameOfReferenceUID !== mark.plane.FrameOfReferenceUID) return undefined
  const own = imagePlaneOf(mark.plane)
  if (Math.abs(normalAgreement(own, frame.plane)) < 0.999) return undefined
  if (BOXES.has(mark.tool) && !alongRows(mark.plane, here)) return undefined
  const reach = reachOf(frame)
  const moved = (point: Point2): Point2 => imagePointOf(frame.plane, worldOf(own, point))
  if (!mark.points.every((point) => distanceFrom(frame.plane, worldOf(own, point)) <= reach)) return undefined
  return {
    ...mark,
    plane: here,
    points: mark.points.map(moved),
    ...(mark.textAt === undefined ? {} : { textAt: moved(mark.textAt) }),
  }
}

const normalAgreement = (one: ImagePlane, other: ImagePlane): number => {
  const [a, b] = [normalOf(one), normalOf(other)]
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
