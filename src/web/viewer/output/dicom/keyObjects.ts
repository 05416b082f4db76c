import type { Dataset } from '../../data/dicomJson.ts'
import type { Frame } from '../../stacks/frame.ts'
import { CODES } from './codes.ts'
import { observer, picture, root } from './content.ts'
import { sequence } from './element.ts'
import { type Author, evidence, headOf } from './header.ts'

const KEY_OBJECTS = '1.2.840.10008.5.1.4.1.1.88.59'

/** The key images of a study as a Key Object Selection (PS3.3 A.35.4, TID 2010); undefined where there are none. */
export function keyObjects(frames: readonly Frame[], author: Author): Dataset | undefined {
  const [first] = frames
  if (!first) return undefined
  return {
    ...headOf({ SOPClassUID: KEY_OBJECTS, Modality: 'KO', SeriesDescription: 'Key images' }, first, author),
    '00081111': sequence(),
    '0040A375': evidence(frames, first),
    ...root(CODES.ofInterest, '2010', [
      ...observer(author.name),
      // Which frames are meant stands in the content, not in the evidence.
      ...frames.map((frame) => picture('CONTAINS', frame)),
    ]),
  }
}
