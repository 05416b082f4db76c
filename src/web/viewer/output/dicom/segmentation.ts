import type { Dataset } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { Tag } from '../../data/tag.ts'
import { type ImagePlane, normalOf } from '../../geometry/plane.ts'
import { parallel } from '../../geometry/vector.ts'
import { cieLabOfRgb } from '../../objects/layers/colours.ts'
import type { DraftSegment } from '../../segmentation/annotation.ts'
import type { Labels } from '../../segmentation/labels.ts'
import type { Frame } from '../../stacks/frame.ts'
import { CODES, type Code, codeItem } from './codes.ts'
import { decimal, empty, newUid, numbers, personName, sequence, text } from './element.ts'
import { type Author, headOf, imageItem, seriesItems } from './header.ts'

/** What was painted as a DICOM Segmentation (PS3.3 A.51, C.8.20): a frame of single bits for each segment of an image. */

const SEGMENTATION = '1.2.840.10008.5.1.4.1.1.66.4'

export interface PaintedImage {
  readonly frame: Frame
  readonly labels: Labels
}

interface Plane extends PaintedImage {
  readonly segment: number
}

/** Pixels of single bits, the first in the lowest bit, without a gap between frames (PS3.5 8.1.1), in base64. */
function packed(planes: readonly Plane[]): string {
  const pixels = planes.reduce((sum, { labels }) => sum + labels.length, 0)
  // Values are of even length.
  const bytes = new Uint8Array(Math.ceil(pixels / 16) * 2)
  let bit = 0
  for (const { labels, segment } of planes) {
    for (const label of labels) {
      if (label === segment) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7))
      bit++
    }
  }
  const AT_ONCE = 0x2000
  let characters = ''
  for (let at = 0; at < bytes.length; at += AT_ONCE)
    characters += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE))
  return btoa(characters)
}

const decimals = (...values: number[]) => text('DS', ...values.map(decimal))

const orientation = ({ row, column }: ImagePlane): Dataset => ({
  '00209116': sequence({ [Tag.ImageOrientationPatient]: decimals(...row, ...column) }),
})

const measures = ({ plane, SliceThickness }: Frame): Dataset => ({
  '00289110': sequence({
    [Tag.SliceThickness]: decimals(SliceThickness ?? 1),
    [Tag.PixelSpacing]: decimals(plane.rowSpacing, plane.columnSpacing),
  }),
})

const segmentItem = ({ number, label, colour }: DraftSegment): Dataset => ({
  [ObjectTag.SegmentNumber]: numbers('US', number),
  [ObjectTag.SegmentLabel]: text('LO', label === String(number) ? `Segment ${number}` : label),
  '00620008': text('CS', 'MANUAL'),
  '00620003': sequence(codeItem(CODES.tissue)),
  '0062000F': sequence(codeItem(CODES.tissue)),
  [ObjectTag.RecommendedDisplayCIELabValue]: numbers('US', ...cieLabOfRgb(colour)),
})

const purpose = (code: Code): Dataset => ({ '0040A170': sequence(codeItem(code)) })

/** The object; undefined where nothing is painted. Segments without a pixel are in it, as the reader named them. */
export function segmentationObject(
  { name, segments }: { readonly name: string; readonly segments: readonly DraftSegment[] },
  painted: readonly PaintedImage[],
  author: Author,
): Dataset | undefined {
  const planes = segments.flatMap(({ number }) =>
    painted.flatMap((image): Plane[] =>
      image.labels.includes(number) ? [{ ...image, segment: number }] : [],
    ),
  )
  const [first] = planes
  if (!first) return undefined
  const { plane } = first.frame
  const frames = [...new Map(planes.map(({ frame }) => [frame.imageId, frame])).values()]
  const places = new Map(frames.map((frame, index) => [frame.imageId, index + 1]))
  const located = frames.every((frame) => frame.plane.located && frame.FrameOfReferenceUID !== undefined)
  const alike = frames.every(
    (frame) => parallel(normalOf(frame.plane), normalOf(plane)) && parallel(frame.plane.row, plane.row),
  )
  const organization = newUid()
  const pointers = [['0062000B', '0062000A'], ...(located ? [['00200032', '00209113']] : [])]
  return {
    ...headOf({ SOPClassUID: SEGMENTATION, Modality: 'SEG', SeriesDescription: name }, first.frame, author),
    [Tag.ImageType]: text('CS', 'DERIVED', 'PRIMARY'),
    ...(located
      ? {
          [Tag.FrameOfReferenceUID]: text('UI', first.frame.FrameOfReferenceUID ?? ''),
          '00201040': empty('LO'),
        }
      : {}),
    [ObjectTag.ReferencedSeriesSequence]: sequence(...seriesItems(frames, '0008114A')),
    '00209221': sequence({ '00209164': text('UI', organization) }),
    '00209222': sequence(
      ...pointers.map(([pointer = '', group = '']) => ({
        '00209164': text('UI', organization),
        '00209165': text('AT', pointer),
        '00209167': text('AT', group),
      })),
    ),
    [Tag.SamplesPerPixel]: numbers('US', 1),
    [Tag.PhotometricInterpretation]: text('CS', 'MONOCHROME2'),
    [Tag.NumberOfFrames]: numbers('IS', planes.length),
    [Tag.Rows]: numbers('US', plane.rows),
    [Tag.Columns]: numbers('US', plane.columns),
    [Tag.BitsAllocated]: numbers('US', 1),
    [Tag.BitsStored]: numbers('US', 1),
    [Tag.HighBit]: numbers('US', 0),
    [Tag.PixelRepresentation]: numbers('US', 0),
    [Tag.LossyImageCompression]: text('CS', '00'),
    [ObjectTag.SegmentationType]: text('CS', 'BINARY'),
    '00620013': text('CS', 'NO'),
    [ObjectTag.SegmentSequence]: sequence(...segments.map(segmentItem)),
    '00700080': text('CS', 'SEGMENTATION'),
    '00700081': text('LO', name),
    '00700084': personName(author.name),
    [Tag.SharedFunctionalGroupsSequence]: sequence({
      ...(located ? measures(first.frame) : {}),
      ...(located && alike ? orientation(plane) : {}),
    }),
    [Tag.PerFrameFunctionalGroupsSequence]: sequence(
      ...planes.map(
        ({ frame, segment }): Dataset => ({
          [ObjectTag.DerivationImageSequence]: sequence({
            [ObjectTag.SourceImageSequence]: sequence({
              ...imageItem(frame),
              ...purpose(CODES.sourceImage),
              '0028135A': text('CS', 'YES'),
            }),
            '00089215': sequence(codeItem(CODES.segmentation)),
          }),
          '00209111': sequence({
            '00209157': numbers('UL', segment, ...(located ? [places.get(frame.imageId) ?? 1] : [])),
          }),
          ...(located
            ? { '00209113': sequence({ [Tag.ImagePositionPatient]: decimals(...frame.plane.position) }) }
            : {}),
          ...(located && !alike ? orientation(frame.plane) : {}),
          '0062000A': sequence({ [ObjectTag.ReferencedSegmentNumber]: numbers('US', segment) }),
        }),
      ),
    ),
    [ObjectTag.PixelData]: { vr: 'OB', InlineBinary: packed(planes) },
  }
}
