import { type Dataset, itemsOf, numberOf, numbersOf, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { normalOf } from '../../geometry/plane.ts'
import { dot } from '../../geometry/vector.ts'
import { frameDataset } from '../../stacks/attributes.ts'
import type { Frame } from '../../stacks/frame.ts'
import { framesOf, readPixels } from '../../stacks/read.ts'
import { distanceFrom, reachOf } from '../drawn/figure.ts'
import { type Rgb, rgbOfCieLab, spareColour } from '../layers/colours.ts'
import { codeText, type Reference, referencesOf, refersTo } from '../reference.ts'

export interface Segment {
  readonly number: number
  readonly label: string
  /** What it is by its code, where the label does not say so. */
  readonly meaning: string
  readonly colour: Rgb
}

/** A frame of a segmentation with what it says of which image. */
export interface SegmentFrame {
  readonly frame: Frame
  /** The segment it is a mask of; undefined in a labelmap, whose values are segment numbers. */
  readonly segment: number | undefined
  readonly references: readonly Reference[]
}

/** A segmentation (PS3.3 C.8.20; labelmap C.8.20.2.3.3). */
export interface Segmentation {
  readonly type: 'BINARY' | 'FRACTIONAL' | 'LABELMAP'
  /** The value that stands for all of a fractional segment. */
  readonly most: number
  readonly segments: readonly Segment[]
  readonly frames: readonly SegmentFrame[]
}

const segmentOf = (item: Dataset, index: number): Segment[] => {
  const number = numberOf(item, ObjectTag.SegmentNumber)
  if (number === undefined) return []
  const meaning = codeText(item, '0062000F') ?? ''
  return [
    {
      number,
      label: textOf(item, ObjectTag.SegmentLabel) ?? meaning,
      meaning,
      colour: rgbOfCieLab(numbersOf(item, ObjectTag.RecommendedDisplayCIELabValue)) ?? spareColour(index),
    },
  ]
}

/** Reads a segmentation; `root` is the DICOMweb address of its study. Undefined when it has no frames. */
export function segmentationOf(dataset: Dataset, root: string): Segmentation | undefined {
  const instance = readPixels(dataset)
  if (!instance) return undefined
  const named = textOf(dataset, ObjectTag.SegmentationType)
  const type = named === 'FRACTIONAL' || named === 'LABELMAP' ? named : 'BINARY'
  return {
    type,
    most: numberOf(dataset, ObjectTag.MaximumFractionalValue) || 255,
    segments: itemsOf(dataset, ObjectTag.SegmentSequence).flatMap(segmentOf),
    frames: framesOf(instance, root).map((frame) => {
      const own = frameDataset(dataset, frame.frameNumber)
      return {
        frame,
        segment: type === 'LABELMAP' ? undefined : (numberOf(own, ObjectTag.ReferencedSegmentNumber) ?? 1),
        references: referencesOf(own, ObjectTag.SourceImageSequence),
      }
    }),
  }
}

/** The frames of a segmentation that lie on an image: made from it, or in its plane. */
export function framesOver(image: Frame, frames: readonly SegmentFrame[]): SegmentFrame[] {
  const name = { SOPInstanceUID: image.instance.SOPInstanceUID, frameNumber: image.frameNumber }
  const named = frames.filter(({ references }) => references.some((reference) => refersTo(reference, name)))
  if (named.length > 0) return named
  const reach = reachOf(image)
  return frames.filter(
    ({ frame }) =>
      frame.plane.located &&
      image.plane.located &&
      frame.FrameOfReferenceUID !== undefined &&
      frame.FrameOfReferenceUID === image.FrameOfReferenceUID &&
      Math.abs(dot(normalOf(frame.plane), normalOf(image.plane))) > 0.999 &&
      distanceFrom(image.plane, frame.plane.position) <= reach,
  )
}
