import type { Frame } from '../stacks/frame.ts'
import type { Picture } from './picture.ts'

/** The decoders of compressed pictures are large: they come when the first of these is there, or nothing else waits. */

type Decode = (frame: Frame, bytes: Uint8Array<ArrayBuffer>, transferSyntax: string) => Promise<Picture>

let fetched: Promise<Decode> | undefined
let ready = false

/** Whether the decoders are on this page already. */
export const decoderIsReady = (): boolean => ready

/** Fetches the decoders, once. */
export function decoder(): Promise<Decode> {
  fetched ??= import('./decodePicture.ts').then(
    ({ decodePicture }) => {
      ready = true
      return decodePicture
    },
    (error: unknown) => {
      fetched = undefined
      throw error
    },
  )
  return fetched
}
