import { fetchFrame } from '../../loading/fetchFrame.ts'
import type { Frame } from '../../stacks/frame.ts'

const BUDGET = 96 * 1024 * 1024

const kept = new Map<string, Uint8Array<ArrayBuffer>>()
const coming = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()
let size = 0

function keep(id: string, bytes: Uint8Array<ArrayBuffer>): void {
  kept.set(id, bytes)
  size += bytes.length
  for (const [oldest, old] of kept) {
    if (size <= BUDGET || oldest === id) return
    kept.delete(oldest)
    size -= old.length
  }
}

/** The bytes of a frame that is no picture, as plain little endian, if they are here. */
export const rawFrame = ({ imageId }: Frame): Uint8Array<ArrayBuffer> | undefined => kept.get(imageId)

/** The same, fetched when they are not; the latest of them are kept. Rejects with ImageFailure. */
export function fetchRawFrame(frame: Frame): Promise<Uint8Array<ArrayBuffer>> {
  const there = kept.get(frame.imageId)
  if (there) return Promise.resolve(there)
  const running = coming.get(frame.imageId)
  if (running) return running
  const request = fetchFrame(frame, true, false, new AbortController().signal)
    .then(({ bytes }) => {
      const own = bytes.slice()
      keep(frame.imageId, own)
      return own
    })
    .finally(() => coming.delete(frame.imageId))
  coming.set(frame.imageId, request)
  return request
}
