import { pixelsOf } from '../loading/pixels.ts'
import { createKeyimages, type Keyimages } from '../marks/keyimages.ts'
import type { Mark } from '../marks/mark.ts'
import { createMarks, type Marks } from '../marks/marks.ts'
import { measure } from '../marks/measure.ts'
import { createOutbox, type Outbox } from '../marks/outbox.ts'
import { toJson } from '../marks/schema.ts'
import { frameOfShape } from '../marks/section.ts'
import { sendEntry } from '../marks/send.ts'
import { linesOf, PLAIN_WORDS } from '../marks/text.ts'
import { createDrafts } from '../segmentation/drafts.ts'
import type { Drafts } from '../segmentation/painting.ts'
import { DRAFT_KEY } from '../segmentation/saved.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Reader } from './opening.ts'

/** What the reader makes, and the way on which it goes to the server. */
export interface Marking {
  readonly outbox: Outbox
  readonly marks: Marks
  readonly keyimages: Keyimages
  /** Segmentations that are being painted. */
  readonly drafts: Drafts
}

/** `frameOf` finds the image of a mark among those that are open. */
export function createMarking(reader: Reader, frameOf: (mark: Mark) => Frame | undefined): Marking {
  const outbox = createOutbox({
    userId: reader.uuid,
    send: sendEntry,
    storage: window.localStorage,
    confirmed(key, delivered) {
      if (key.startsWith('mark:')) marks.confirmed(key.slice('mark:'.length), delivered)
      else if (key.startsWith(DRAFT_KEY)) drafts.confirmed(key, delivered)
      else keyimages.confirmed(key, delivered)
    },
  })
  const drafts = createDrafts({ user: reader, outbox, reload: (studyId) => void marks.load(studyId) })
  const marks = createMarks({
    user: reader,
    outbox,
    others: drafts.merge,
    toJson(mark) {
      const source = frameOf(mark)
      if (!source) return undefined
      const frame = frameOfShape(mark, source)
      const stats = measure(mark, frame, pixelsOf(frame))
      return toJson(mark, frame, stats, linesOf('', stats, PLAIN_WORDS, 'en'))
    },
  })
  const keyimages = createKeyimages({ user: reader, outbox })
  return { outbox, marks, keyimages, drafts }
}
