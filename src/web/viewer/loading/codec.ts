import type { Range } from '../voi/window.ts'
import type { Samples } from './picture.ts'
import type { Scale, WholeForm } from './wholeValues.ts'

/** Codecs for compressed pixels, in workers. A reader who waits comes before what is fetched ahead. */

export type Codec = 'charls' | 'jpeg-lossless' | 'libjpeg' | 'libjxl' | 'openjpeg' | 'openjph'

/** Which codec reads what (PS3.5 10 and A.4). */
const BY_SYNTAX: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ['1.2.840.10008.1.2.4.50', 'libjpeg'],
  ['1.2.840.10008.1.2.4.57', 'jpeg-lossless'],
  ['1.2.840.10008.1.2.4.70', 'jpeg-lossless'],
  ['1.2.840.10008.1.2.4.80', 'charls'],
  ['1.2.840.10008.1.2.4.81', 'charls'],
  ['1.2.840.10008.1.2.4.90', 'openjpeg'],
  ['1.2.840.10008.1.2.4.91', 'openjpeg'],
  ['1.2.840.10008.1.2.4.110', 'libjxl'],
  ['1.2.840.10008.1.2.4.111', 'libjxl'],
  ['1.2.840.10008.1.2.4.112', 'libjxl'],
  ['1.2.840.10008.1.2.4.201', 'openjph'],
  ['1.2.840.10008.1.2.4.202', 'openjph'],
  ['1.2.840.10008.1.2.4.203', 'openjph'],
])

export const codecOf = (transferSyntax: string): Codec | undefined => BY_SYNTAX.get(transferSyntax)

export interface DecodeRequest {
  readonly id: number
  readonly codec: Codec
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly form: WholeForm & { readonly samples: number }
  /** From stored values to those that count; without it the samples come back as they are stored. */
  readonly scale: Scale | undefined
  /** Only the beginning of the stream. */
  readonly part: boolean
}

export interface PrepareRequest {
  readonly prepare: Codec
}

export type DecodeReply =
  | ({ readonly id: number; readonly values: Samples } & Range)
  /** Samples as plain little endian bytes, colours pixel by pixel. */
  | { readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly failed: true }

type Answer = (reply: DecodeReply) => void

interface Job {
  readonly request: DecodeRequest
  readonly answer: Answer
}

interface Desk {
  readonly worker: Worker
  job: Job | undefined
}

const MOST_WORKERS = Math.min(4, Math.max(1, (navigator.hardwareConcurrency ?? 2) - 1))

const desks: Desk[] = []
const queue: Job[] = []
const ready = new Set<Codec>()
let made = 0

/** Whether frames of this kind were decoded on this page: the codec is there. */
export const codecIsReady = (codec: Codec): boolean => ready.has(codec)

function openDesk(): Desk {
  const worker = new Worker(new URL('./codecWorker.ts', import.meta.url), { type: 'module' })
  const desk: Desk = { worker, job: undefined }
  const done = (reply: DecodeReply) => {
    const { job } = desk
    desk.job = undefined
    if (job && !('failed' in reply)) ready.add(job.request.codec)
    job?.answer(reply)
    work()
  }
  worker.addEventListener('message', ({ data }: MessageEvent<DecodeReply>) => done(data))
  // A worker that did not come, or fell over, answers nobody.
  worker.addEventListener('error', () => {
    worker.terminate()
    desks.splice(desks.indexOf(desk), 1)
    done({ id: desk.job?.request.id ?? 0, failed: true })
  })
  desks.push(desk)
  return desk
}

function work(): void {
  while (queue.length > 0) {
    const desk =
      desks.find(({ job }) => job === undefined) ?? (desks.length < MOST_WORKERS ? openDesk() : undefined)
    if (!desk) return
    desk.job = queue.shift()
    if (desk.job) desk.worker.postMessage(desk.job.request)
  }
}

/** Says which codec will be needed, so that it comes beside the frame and not after it. */
export function prepareCodec(codec: Codec): void {
  if (ready.has(codec)) return
  const desk = desks[0] ?? openDesk()
  desk.worker.postMessage({ prepare: codec } satisfies PrepareRequest)
}

/** Decodes a frame, or the beginning of one. A frame that cannot be decoded answers `failed`. */
export function decodeCompressed(request: Omit<DecodeRequest, 'id'>, urgent: boolean): Promise<DecodeReply> {
  const { promise, resolve } = Promise.withResolvers<DecodeReply>()
  const job = { request: { ...request, id: ++made }, answer: resolve }
  if (urgent) queue.unshift(job)
  else queue.push(job)
  work()
  return promise
}
