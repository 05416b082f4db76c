import type { Frame } from '../stacks/frame.ts'
import type { Picture } from './picture.ts'

/** What reads the rarer forms is large: it comes with the first of them. */

type Decode = (frame: Frame, bytes: Uint8Array<ArrayBuffer>, transferSyntax: string) => Promise<Picture>

let fetched: Promise<Decode> | undefined

/** Fetches the decoders, once. */
export function decoder(): Promise<Decode> {
  fetched ??= import('./decodePicture.ts').then(
    ({ decodePicture }) => decodePicture,
    (error: unknown) => {
      fetched = undefined
      throw error
    },
  )
  return fetched
}
