import { z } from 'zod'

/**
 * Two windows of one reader kept in step: the worklist on one screen, the images on the other (BroadcastChannel, within
 * this browser and origin). What is sent names studies by their uuid.
 */

const message = z.discriminatedUnion('kind', [
  /** The worklist asks whether images have a window of their own. */
  z.object({ kind: z.literal('who') }),
  /** They have. */
  z.object({ kind: z.literal('here') }),
  z.object({ kind: z.literal('gone') }),
  /** A study for the window of the images, with its place in the list (see StudyPlace). */
  z.object({ kind: z.literal('open'), studyId: z.string(), place: z.unknown() }),
  /** The window of the images shows this study now. */
  z.object({ kind: z.literal('shown'), studyId: z.string() }),
])
export type WindowMessage = z.output<typeof message>

const NAME = 'collimate.windows'
/** Said in the address of the window of the images, so that a reload knows what it is. */
export const IMAGES_WINDOW = 'collimate-images'

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(NAME)

export const tellWindows = (said: WindowMessage): void => channel?.postMessage(said)

/** Calls `listener` for what the other windows say; answers the function that ends it. */
export function hearWindows(listener: (said: WindowMessage) => void): () => void {
  if (!channel) return () => undefined
  const onMessage = ({ data }: MessageEvent) => {
    const read = message.safeParse(data)
    if (read.success) listener(read.data)
  }
  channel.addEventListener('message', onMessage)
  return () => channel.removeEventListener('message', onMessage)
}

/** Whether this window is the one of the images. */
export const isImagesWindow = (): boolean => window.name === IMAGES_WINDOW

let elsewhere = false
if (channel && !isImagesWindow()) {
  hearWindows((said) => {
    if (said.kind === 'here') elsewhere = true
    else if (said.kind === 'gone') elsewhere = false
  })
  tellWindows({ kind: 'who' })
}

/** Opens a study in the window of the images; answers false where there is none. */
export function openElsewhere(studyId: string, place: unknown): boolean {
  if (!elsewhere || isImagesWindow()) return false
  tellWindows({ kind: 'open', studyId, place })
  return true
}
