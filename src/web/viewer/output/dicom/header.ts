import { type Attribute, type Dataset, textOf } from '../../data/dicomJson.ts'
import { ObjectTag } from '../../data/objectTag.ts'
import { Tag } from '../../data/tag.ts'
import type { Frame } from '../../stacks/frame.ts'
import { dateOf, empty, newUid, numbers, sequence, text, timeOf } from './element.ts'

/** What a new object shares with the study that it belongs to. */

export interface Author {
  readonly name: string
  readonly at: Date
}

/** Patient and study modules, copied as the server gives them (PS3.3 C.7.1.1, C.7.2.1); type 2 where it gives none. */
const SHARED: Readonly<Record<string, string>> = {
  '00080020': 'DA',
  '00080030': 'TM',
  '00080050': 'SH',
  '00080090': 'PN',
  '00081030': 'LO',
  '00100010': 'PN',
  '00100020': 'LO',
  '00100030': 'DA',
  '00100040': 'CS',
  '0020000D': 'UI',
  '00200010': 'SH',
}
/** Left out where the study has none. */
const OPTIONAL = new Set(['00081030'])

const copied = (from: Dataset): Dataset =>
  Object.fromEntries(
    Object.entries(SHARED).flatMap(([tag, vr]): [string, Attribute][] => {
      const attribute = from[tag]
      if (attribute) return [[tag, attribute]]
      return OPTIONAL.has(tag) ? [] : [[tag, empty(vr)]]
    }),
  )

/** A series number that no scanner gives: made objects stand behind what was acquired. */
const SERIES_NUMBER = 9000

export interface ObjectHead {
  readonly SOPClassUID: string
  readonly Modality: string
  readonly SeriesDescription: string
}

/** The head of an object in a series of its own. `image` is any picture of the study. */
export function headOf(
  { SOPClassUID, Modality, SeriesDescription }: ObjectHead,
  image: Frame,
  author: Author,
): Dataset {
  return {
    ...copied(image.instance.dataset),
    '00080005': text('CS', 'ISO_IR 192'),
    [Tag.SOPClassUID]: text('UI', SOPClassUID),
    [Tag.SOPInstanceUID]: text('UI', newUid()),
    [Tag.ContentDate]: text('DA', dateOf(author.at)),
    [Tag.ContentTime]: text('TM', timeOf(author.at)),
    [Tag.Modality]: text('CS', Modality),
    '00080070': text('LO', 'Collimate'),
    [Tag.SeriesDescription]: text('LO', SeriesDescription),
    '00081090': text('LO', 'Collimate'),
    '00181020': text('LO', '1'),
    [Tag.SeriesInstanceUID]: text('UI', newUid()),
    [Tag.SeriesNumber]: numbers('IS', SERIES_NUMBER),
    [Tag.InstanceNumber]: numbers('IS', 1),
  }
}

/** A picture as other objects name it (PS3.3 10.8); frames only where it has several. */
export const imageItem = ({ instance, frameNumber }: Frame): Dataset => ({
  [ObjectTag.ReferencedSOPClassUID]: text('UI', instance.SOPClassUID),
  [ObjectTag.ReferencedSOPInstanceUID]: text('UI', instance.SOPInstanceUID),
  ...(instance.NumberOfFrames > 1 ? { [ObjectTag.ReferencedFrameNumber]: numbers('IS', frameNumber) } : {}),
})

/** Frames of one instance count once where instances are listed. */
const instancesOf = (frames: readonly Frame[]): readonly Frame[] => [
  ...new Map(frames.map((frame) => [frame.instance.SOPInstanceUID, frame])).values(),
]

/** Referenced Series Sequence: the pictures by their series. */
export const seriesItems = (frames: readonly Frame[], sopSequence: string): Dataset[] =>
  [...Map.groupBy(instancesOf(frames), ({ instance }) => instance.SeriesInstanceUID)].map(
    ([uid, members]) => ({
      [sopSequence]: sequence(
        ...members.map(({ instance }) => ({
          [ObjectTag.ReferencedSOPClassUID]: text('UI', instance.SOPClassUID),
          [ObjectTag.ReferencedSOPInstanceUID]: text('UI', instance.SOPInstanceUID),
        })),
      ),
      [Tag.SeriesInstanceUID]: text('UI', uid),
    }),
  )

/** Current Requested Procedure Evidence Sequence (PS3.3 C.17.2.3): every picture that the content points to. */
export const evidence = (frames: readonly Frame[], image: Frame): Attribute =>
  sequence({
    [ObjectTag.ReferencedSeriesSequence]: sequence(...seriesItems(frames, ObjectTag.ReferencedSOPSequence)),
    [Tag.StudyInstanceUID]: text('UI', textOf(image.instance.dataset, Tag.StudyInstanceUID) ?? ''),
  })
