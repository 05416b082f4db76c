import { Worker } from 'node:worker_threads'
import sharp from 'sharp'
import { DicomRefusal } from '../dicom/refusal.ts'

/** Pictures as a film: H.264 in MP4, put together in a thread of its own. */

export type FilmOrder = { kind: 'picture'; rgba: Uint8Array } | { kind: 'end' }
export type FilmReply = { kind: 'taken' } | { kind: 'film'; bytes: Uint8Array }

const STEP_MS = 30_000
const SMALLEST_EDGE = 16

/** H.264 counts in pairs of pixels. */
const even = (edge: number): number => Math.max(SMALLEST_EDGE, edge - (edge % 2))

/** The picture as red, green, blue and opaque, in the size of the film. */
const rgbaOf = (picture: Buffer, width: number, height: number): Promise<Buffer> =>
  sharp(picture).resize(width, height, { fit: 'fill' }).toColourspace('srgb').ensureAlpha().raw().toBuffer()

/**
 * An MP4 of pictures in the size of the first.
 *
 * @param pictures PNG files, one after the other
 * @param frameRate pictures a second
 */
export async function filmOf(pictures: AsyncIterable<Buffer>, frameRate: number): Promise<Buffer> {
  let thread: Thread | undefined
  try {
    for await (const picture of pictures) {
      thread ??= await Thread.start(picture, frameRate)
      await thread.add(picture)
    }
    if (!thread) throw new DicomRefusal('NO_IMAGE', 'There are no pictures to make a film of')
    return await thread.end()
  } finally {
    await thread?.stop()
  }
}

/** Takes one order after the other; each is answered before the next is given. */
class Thread {
  readonly #worker: Worker
  readonly #width: number
  readonly #height: number
  #answered: (reply: FilmReply | undefined) => void = () => undefined
  #answer: Promise<FilmReply | undefined>

  private constructor(width: number, height: number, frameRate: number) {
    this.#width = width
    this.#height = height
    this.#worker = new Worker(new URL('./mp4-worker.ts', import.meta.url), {
      name: 'film',
      workerData: { width, height, frameRate },
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    this.#worker.on('message', (reply: FilmReply) => this.#answered(reply))
    this.#worker.on('error', () => this.#answered(undefined))
    this.#worker.on('exit', () => this.#answered(undefined))
    this.#answer = this.#next()
  }

  static async start(picture: Buffer, frameRate: number): Promise<Thread> {
    const { width = 0, height = 0 } = await sharp(picture).metadata()
    return new Thread(even(width), even(height), frameRate)
  }

  #next(): Promise<FilmReply | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), STEP_MS)
      this.#answered = (reply) => {
        clearTimeout(timer)
        resolve(reply)
      }
    })
  }

  async #reply(): Promise<FilmReply> {
    const reply = await this.#answer
    if (!reply) throw new DicomRefusal('UNDECODABLE', 'The film cannot be made')
    return reply
  }

  async #do(order: FilmOrder, moved: ArrayBuffer[] = []): Promise<void> {
    await this.#reply()
    this.#answer = this.#next()
    this.#worker.postMessage(order, moved)
  }

  async add(picture: Buffer): Promise<void> {
    const rgba = new Uint8Array(await rgbaOf(picture, this.#width, this.#height))
    await this.#do({ kind: 'picture', rgba }, [rgba.buffer])
  }

  async end(): Promise<Buffer> {
    await this.#do({ kind: 'end' })
    const reply = await this.#reply()
    if (reply.kind !== 'film') throw new Error('the thread answered something else')
    return Buffer.from(reply.bytes)
  }

  async stop(): Promise<void> {
    await this.#worker.terminate()
  }
}
