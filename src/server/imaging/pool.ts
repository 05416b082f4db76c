import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { DecodedFrame } from '../dicom/decoded-frame.ts'
import { type DicomReason, DicomRefusal } from '../dicom/refusal.ts'
import type { CompressedFrame } from './encoders.ts'
import type { EncodedFrame, PictureRequest, PixelReply, PixelResult, PixelTask } from './pixel-work.ts'

const MAX_WAITING = 512
const TASK_MS = 60_000

interface Job {
  id: number
  task: PixelTask
  resolve(result: PixelResult): void
  reject(error: unknown): void
}

interface Hand {
  worker: Worker
  job: Job | undefined
  timer: NodeJS.Timeout | undefined
}

/** The pixel workers have more to do than they may queue. */
export class PixelWorkersBusy extends Error {
  readonly statusCode = 503
}

/**
 * Decodes, renders and compresses off the event loop, on at most as many threads as there are processors. A frame that takes a
 * thread down, or keeps it for a minute, costs that frame and not the server.
 */
export class PixelWorkers {
  readonly #size: number
  readonly #hands = new Set<Hand>()
  readonly #waiting: Job[] = []
  #nextId = 1

  constructor(size: number) {
    this.#size = size
  }

  async decode(frame: EncodedFrame): Promise<DecodedFrame> {
    const result = await this.#do({ kind: 'decode', frame })
    if (result.kind !== 'decoded') throw new Error('a worker answered something else')
    return { ...result.frame, bytes: asBuffer(result.frame.bytes) }
  }

  async render(frame: EncodedFrame, picture: PictureRequest): Promise<Buffer> {
    const result = await this.#do({ kind: 'render', frame, picture })
    if (result.kind !== 'picture') throw new Error('a worker answered something else')
    return asBuffer(result.bytes)
  }

  /** The frame in another transfer syntax. */
  async encode(frame: EncodedFrame, syntax: string): Promise<CompressedFrame> {
    const result = await this.#do({ kind: 'encode', frame, syntax })
    if (result.kind !== 'encoded') throw new Error('a worker answered something else')
    return { ...result.frame, bytes: asBuffer(result.frame.bytes) }
  }

  #do(task: PixelTask): Promise<PixelResult> {
    if (this.#waiting.length >= MAX_WAITING)
      return Promise.reject(new PixelWorkersBusy('Too many images at once; try again'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id: this.#nextId++, task, resolve, reject })
      this.#next()
    })
  }

  #next(): void {
    for (const hand of this.#hands) {
      if (this.#waiting.length === 0) return
      if (!hand.job) this.#give(hand)
    }
    if (this.#waiting.length > 0 && this.#hands.size < this.#size) {
      this.#give(this.#hire())
    }
  }

  #give(hand: Hand): void {
    const job = this.#waiting.shift()
    if (!job) return
    hand.job = job
    hand.worker.ref()
    hand.timer = setTimeout(() => void hand.worker.terminate(), TASK_MS)
    hand.worker.postMessage({ id: job.id, task: job.task }, owned(job.task.frame.bytes))
  }

  #hire(): Hand {
    const worker = new Worker(new URL('./pixel-worker.ts', import.meta.url), {
      name: 'pixels',
      resourceLimits: { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 8 },
    })
    const hand: Hand = { worker, job: undefined, timer: undefined }
    this.#hands.add(hand)
    worker.unref()
    worker.on('message', (reply: PixelReply) => {
      const { job } = hand
      clearTimeout(hand.timer)
      hand.job = undefined
      worker.unref()
      this.#next()
      if (!job || job.id !== reply.id) return
      if (reply.ok) job.resolve(reply.result)
      else job.reject(errorOf(reply))
    })
    const gone = () => {
      clearTimeout(hand.timer)
      this.#hands.delete(hand)
      hand.job?.reject(new DicomRefusal('UNDECODABLE', 'The frame cannot be decoded: its data is damaged'))
      hand.job = undefined
      this.#next()
    }
    worker.on('error', gone)
    worker.on('exit', gone)
    return hand
  }

  async close(): Promise<void> {
    await Promise.all([...this.#hands].map(({ worker }) => worker.terminate()))
  }
}

/** A frame that was read for this task alone moves to the worker instead of being copied. */
const owned = ({ buffer, byteLength }: Buffer): ArrayBuffer[] =>
  buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0 ? [buffer] : []

const REASONS: readonly DicomReason[] = [
  'UNDECODABLE',
  'TOO_LARGE',
  'NO_IMAGE',
  'NO_SUCH_FRAME',
  'INVALID_PIXEL_DESCRIPTION',
]

function errorOf({ reason, message }: { reason: string | undefined; message: string }): Error {
  const known = REASONS.find((one) => one === reason)
  return known ? new DicomRefusal(known, message) : new Error(message)
}

/** Buffers arrive from a worker as plain byte arrays. */
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

let shared: PixelWorkers | undefined

/** The workers of this process. */
export function pixelWorkers(): PixelWorkers {
  shared ??= new PixelWorkers(Math.max(1, Math.min(8, availableParallelism())))
  return shared
}
