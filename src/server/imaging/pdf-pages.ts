import { Worker } from 'node:worker_threads'
import { DicomRefusal } from '../dicom/refusal.ts'

/** The pages of a PDF as pictures, drawn in a thread of their own: what a hostile file breaks is that thread. */

export interface PdfPage {
  width: number
  height: number
  /** Red, green and blue, a byte each. */
  rgb: Buffer
}

export type PdfReply =
  | { kind: 'page'; width: number; height: number; rgb: Uint8Array; pages: number }
  | { kind: 'end' }
  | { kind: 'failed'; message: string }

/** v3 storage, `/study/post/attachment`. */
const PPI = 200
const MOST_PAGES = 500
const MOST_PIXELS = 40_000_000
const PAGE_MS = 60_000
export async function* pdfPages(bytes: Buffer): AsyncGenerator<PdfPage> {
  const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
    name: 'pdf',
    workerData: {
      bytes: new Uint8Array(bytes),
      ppi: PPI,
      mostPages: MOST_PAGES,
      mostPixels: MOST_PIXELS,
    },
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  const replies: PdfReply[] = []
  let wake: (() => void) | undefined
  const take = (reply: PdfReply) => {
    replies.push(reply)
    wake?.()
  }
  worker.on('message', take)
  worker.on('error', () => take({ kind: 'failed', message: 'it is damaged' }))
  worker.on('exit', () => take({ kind: 'failed', message: 'it could not be drawn' }))
  try {
    for (;;) {
      const reply = replies.shift()
      if (!reply) {
        const timer = setTimeout(() => void worker.terminate(), PAGE_MS)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        clearTimeout(timer)
        continue
      }
      if (reply.kind === 'end') return
      if (reply.kind === 'failed')
        throw new DicomRefusal('UNDECODABLE', `The PDF cannot be drawn: ${reply.message}`)
      const { width, height, rgb } = reply
      yield { width, height, rgb: Buffer.from(rgb.buffer, rgb.byteOffset, rgb.byteLength) }
    }
  } finally {
    await worker.terminate()
  }
}
