import { type Dataset, itemsOf, numbersOf, textOf } from '../data/dicomJson.ts'
import { ObjectTag } from '../data/objectTag.ts'
import type { Frame } from '../stacks/frame.ts'

/** An instance that an object points to, with the frames it means; none named means all. */
export interface Reference {
  readonly SOPInstanceUID: string
  readonly SOPClassUID: string
  readonly frames: readonly number[]
}

/** The references of a sequence (PS3.3 10.8, 10.3). */
export const referencesOf = (dataset: Dataset, sequence: string): Reference[] =>
  itemsOf(dataset, sequence).flatMap((item) => {
    const SOPInstanceUID = textOf(item, ObjectTag.ReferencedSOPInstanceUID)
    if (!SOPInstanceUID) return []
    return [
      {
        SOPInstanceUID,
        SOPClassUID: textOf(item, ObjectTag.ReferencedSOPClassUID) ?? '',
        frames: numbersOf(item, ObjectTag.ReferencedFrameNumber),
      },
    ]
  })

/** Does a reference mean this frame of this instance? */
export const refersTo = (
  { SOPInstanceUID, frames }: Reference,
  image: { readonly SOPInstanceUID: string; readonly frameNumber: number },
): boolean =>
  SOPInstanceUID === image.SOPInstanceUID && (frames.length === 0 || frames.includes(image.frameNumber))

/** Is an item of a presentation about this frame? Items without references mean all images of the object. */
export const concerns =
  ({ instance, frameNumber }: Frame) =>
  ({ references }: { readonly references: readonly Reference[] }): boolean =>
    references.length === 0 ||
    references.some((reference) => refersTo(reference, { ...instance, frameNumber }))

/** The words of a coded entry: its meaning, or its code when it has none. */
export function codeText(dataset: Dataset, sequence: string): string | undefined {
  const item = itemsOf(dataset, sequence)[0]
  return item && (textOf(item, ObjectTag.CodeMeaning) ?? textOf(item, ObjectTag.CodeValue))
}
