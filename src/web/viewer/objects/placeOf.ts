import { type Dataset, itemsOf, numberOf, numbersOf, textOf } from '../data/dicomJson.ts'
import { ObjectTag } from '../data/objectTag.ts'
import { Tag } from '../data/tag.ts'
import { imagePointOf } from '../geometry/plane.ts'
import type { Vector3 } from '../geometry/vector.ts'
import { frameDataset } from '../stacks/attributes.ts'
import type { Frame } from '../stacks/frame.ts'
import { framesOf, readPixels } from '../stacks/read.ts'
import type { Stack } from '../stacks/stack.ts'
import { distanceFrom, triples } from './drawn/figure.ts'

/** Where in the patient an object is, and of what class the images are that it was made from. */
interface Place {
  readonly FrameOfReferenceUID: string
  readonly point: Vector3
  readonly SOPClassUID: string | undefined
}

const middleOf = <T>(list: readonly T[]): T | undefined => list[Math.floor((list.length - 1) / 2)]

/** The middle of what an object says about the patient; undefined when it has no place. */
export function placeOf(dataset: Dataset): Place | undefined {
  const contours = itemsOf(dataset, ObjectTag.ROIContourSequence).flatMap((roi) =>
    itemsOf(roi, ObjectTag.ContourSequence),
  )
  const contour = middleOf(contours)
  if (contour) {
    const [point] = triples(numbersOf(contour, ObjectTag.ContourData))
    const [roi] = itemsOf(dataset, ObjectTag.StructureSetROISequence)
    const FrameOfReferenceUID =
      (roi && textOf(roi, ObjectTag.ReferencedFrameOfReferenceUID)) ??
      textOf(dataset, Tag.FrameOfReferenceUID)
    const [image] = itemsOf(contour, ObjectTag.ContourImageSequence)
    if (!point || FrameOfReferenceUID === undefined) return undefined
    return {
      FrameOfReferenceUID,
      point,
      SOPClassUID: image && textOf(image, ObjectTag.ReferencedSOPClassUID),
    }
  }
  const instance = readPixels(dataset)
  const frame = instance && middleOf(framesOf(instance, ''))
  if (!frame?.plane.located || frame.FrameOfReferenceUID === undefined) return undefined
  const own = frameDataset(dataset, frame.frameNumber)
  const [source] = itemsOf(own, ObjectTag.SourceImageSequence)
  return {
    FrameOfReferenceUID: frame.FrameOfReferenceUID,
    point: frame.plane.position,
    SOPClassUID: source && textOf(source, ObjectTag.ReferencedSOPClassUID),
  }
}

/** The image of a study that shows a place best: of the class that is meant first, then the nearest plane. */
export function imageAt(stacks: readonly Stack[], place: Place): Frame | undefined {
  let best: { frame: Frame; meant: boolean; far: number } | undefined
  for (const { frames } of stacks) {
    for (const frame of frames) {
      if (frame.FrameOfReferenceUID !== place.FrameOfReferenceUID || !frame.plane.located) continue
      // An object is not shown over itself.
      if (numberOf(frame.instance.dataset, ObjectTag.DoseGridScaling) !== undefined) continue
      const [x, y] = imagePointOf(frame.plane, place.point)
      const inside = x >= 0 && y >= 0 && x <= frame.plane.columns && y <= frame.plane.rows
      const far = distanceFrom(frame.plane, place.point) + (inside ? 0 : 1000)
      const meant = frame.instance.SOPClassUID === place.SOPClassUID
      if (!best || (meant && !best.meant) || (meant === best.meant && far < best.far))
        best = { frame, meant, far }
    }
  }
  return best?.frame
}
