import type { DecodeReply, DecodeRequest } from './htj2kWorker.ts'

/** Bytes of the decoder and of its worker, which come when a stream does. */
export const DECODER_BYTES = 160 * 1024

type Answer = (bytes: Uint8Array<ArrayBuffer> | undefined) => void

let worker: Worker | undefined
let made = 0
const waiting = new Map<number, Answer>()

function start(): Worker {
  const begun = new Worker(new URL('./htj2kWorker.ts', import.meta.url), { type: 'module' })
  begun.addEventListener('message', ({ data: { id, bytes } }: MessageEvent<DecodeReply>) => {
    waiting.get(id)?.(bytes)
    waiting.delete(id)
  })
  // A worker that did not come, or fell over, answers nobody.
  begun.addEventListener('error', () => {
    worker = undefined
    for (const answer of waiting.values()) answer(undefined)
    waiting.clear()
  })
  return begun
}

export const htj2kIsReady = (): boolean => worker !== undefined

/** The samples of a stream, or of its beginning, between `least` and `most`; undefined where it cannot be read. */
export function decodeHtj2k(
  bytes: Uint8Array<ArrayBuffer>,
  least: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  worker ??= start()
  const id = ++made
  const request: DecodeRequest = { id, bytes, least, most }
  const { promise, resolve } = Promise.withResolvers<Uint8Array<ArrayBuffer> | undefined>()
  waiting.set(id, resolve)
  worker.postMessage(request)
  return promise
}
