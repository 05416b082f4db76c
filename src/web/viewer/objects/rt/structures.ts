import { type Dataset, itemsOf, numberOf, numbersOf, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { imagePointOf } from '../../geometry/plane.ts'
import type { Point2, Vector3 } from '../../geometry/vector.ts'
import type { Frame } from '../../stacks/frame.ts'
import { distanceFrom, reachOf, triples } from '../drawn/figure.ts'
import { type Rgb, spareColour } from '../layers/colours.ts'
import { type Reference, referencesOf, refersTo } from '../reference.ts'

interface Contour {
  readonly closed: boolean
  readonly points: readonly Vector3[]
  readonly references: readonly Reference[]
}

/** A region of interest with its contours (PS3.3 C.8.8.6). */
export interface Structure {
  readonly number: number
  readonly name: string
  readonly colour: Rgb
  readonly FrameOfReferenceUID: string | undefined
  readonly contours: readonly Contour[]
}

export function structuresOf(dataset: Dataset): Structure[] {
  const named = new Map(
    itemsOf(dataset, ObjectTag.StructureSetROISequence).map((item) => [
      numberOf(item, ObjectTag.ROINumber),
      {
        name: textOf(item, ObjectTag.ROIName) ?? '',
        FrameOfReferenceUID: textOf(item, ObjectTag.ReferencedFrameOfReferenceUID),
      },
    ]),
  )
  return itemsOf(dataset, ObjectTag.ROIContourSequence).flatMap((item, index): Structure[] => {
    const number = numberOf(item, ObjectTag.ReferencedROINumber)
    if (number === undefined) return []
    const [red, green, blue] = numbersOf(item, ObjectTag.ROIDisplayColor)
    const known = named.get(number)
    return [
      {
        number,
        name: known?.name || String(number),
        FrameOfReferenceUID: known?.FrameOfReferenceUID,
        colour:
          red !== undefined && green !== undefined && blue !== undefined
            ? [red, green, blue]
            : spareColour(index),
        contours: itemsOf(item, ObjectTag.ContourSequence).map((contour) => ({
          closed: /^CLOSED/.test(textOf(contour, ObjectTag.ContourGeometricType) ?? ''),
          points: triples(numbersOf(contour, ObjectTag.ContourData)),
          references: referencesOf(contour, ObjectTag.ContourImageSequence),
        })),
      },
    ]
  })
}

export interface Outline {
  readonly closed: boolean
  readonly points: readonly Point2[]
}

/**
 * The outlines of a structure on an image, in image points: of the contours that were drawn on it or lie in its slice.
 * Contours across the image plane are not shown.
 */
export function outlinesOn(frame: Frame, { contours, FrameOfReferenceUID }: Structure): Outline[] {
  if (!frame.plane.located) return []
  if (FrameOfReferenceUID !== undefined && frame.FrameOfReferenceUID !== FrameOfReferenceUID) return []
  const image = { SOPInstanceUID: frame.instance.SOPInstanceUID, frameNumber: frame.frameNumber }
  const reach = reachOf(frame)
  return contours.flatMap(({ closed, points, references }): Outline[] => {
    const first = points[0]
    if (!first) return []
    const named = references.some((reference) => refersTo(reference, image))
    if (!named && !(distanceFrom(frame.plane, first) <= reach)) return []
    if (!points.every((point) => distanceFrom(frame.plane, point) <= Math.max(reach, 1))) return []
    return [{ closed, points: points.map((point) => imagePointOf(frame.plane, point)) }]
  })
}
