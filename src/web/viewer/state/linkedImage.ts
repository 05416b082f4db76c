import type { Hanging } from '../hanging/hanging.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import { type StudyContent, stacksOf } from './content.ts'
import type { DeepLink } from './opening.ts'

/** The image that a reader came for, by a link or by a jump to a viewport that is not there yet. */
export interface LinkedImage {
  /** Puts what the link names first, once it is known and something is hung. */
  look(): void
  /** The place of the image in a stack that is about to be shown; undefined when it is not in it, or was shown already. */
  take(stack: Stack): number | undefined
  /** A viewport that comes next begins with this picture. */
  await(frame: Frame): void
}

export function createLinkedImage({
  link,
  content,
  hanging,
  show,
}: {
  link: Pick<DeepLink, 'series' | 'image'>
  content: StudyContent
  hanging: Hanging
  show: (stack: Stack) => void
}): LinkedImage {
  const { image } = link
  let { series } = link
  let wanted = image
  let awaited: Frame | undefined
  return {
    look() {
      const named = stacksOf(content.store.get()).find(
        ({ SeriesInstanceUID, frames }) =>
          SeriesInstanceUID === series &&
          (image === undefined || frames.some(({ instance }) => instance.SOPInstanceUID === image)),
      )
      if (!named || !hanging.store.get().protocol) return
      series = undefined
      show(named)
    },
    take(stack) {
      const expected = awaited ? stack.frames.indexOf(awaited) : -1
      if (expected >= 0) {
        awaited = undefined
        return expected
      }
      const index = stack.frames.findIndex(({ instance }) => instance.SOPInstanceUID === wanted)
      if (index < 0) return undefined
      wanted = undefined
      return index
    },
    await(frame) {
      awaited = frame
    },
  }
}
