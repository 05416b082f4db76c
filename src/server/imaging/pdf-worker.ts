import { parentPort, workerData } from 'node:worker_threads'
import { createCanvas } from '@napi-rs/canvas'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { z } from 'zod'
import type { PdfReply } from './pdf-pages.ts'

/** Draws the pages of one PDF, each when it is asked for. */

const { bytes, ppi, mostPages, mostPixels } = z
  .object({ bytes: z.instanceof(Uint8Array), ppi: z.number(), mostPages: z.number(), mostPixels: z.number() })
  .parse(workerData)

const POINTS = 72
/** The canvas of Node draws as the browser's does, by whose type the library asks for it. */
const browserContext = z.custom<CanvasRenderingContext2D>(
  (value) => typeof value === 'object' && value !== null && 'drawImage' in value && 'setTransform' in value,
)

const send = (reply: PdfReply, moved: ArrayBuffer[] = []) => parentPort?.postMessage(reply, moved)

async function draw(): Promise<void> {
  const document = await getDocument({
    data: new Uint8Array(bytes),
    useSystemFonts: false,
    disableFontFace: true,
    stopAtErrors: false,
    verbosity: 0,
  }).promise
  if (document.numPages > mostPages) {
    send({ kind: 'failed', message: `The PDF has more than ${mostPages} pages` })
    return
  }
  for (let n = 1; n <= document.numPages; n++) {
    const page = await document.getPage(n)
    const whole = page.getViewport({ scale: ppi / POINTS })
    const shrink = Math.min(1, Math.sqrt(mostPixels / (whole.width * whole.height)))
    const viewport = shrink < 1 ? page.getViewport({ scale: (ppi / POINTS) * shrink }) : whole
    const [width, height] = [
      Math.max(1, Math.round(viewport.width)),
      Math.max(1, Math.round(viewport.height)),
    ]
    const canvas = createCanvas(width, height)
    const context = canvas.getContext('2d')
    context.fillStyle = '#fff'
    context.fillRect(0, 0, width, height)
    await page.render({ canvas: null, canvasContext: browserContext.parse(context), viewport }).promise
    const { data } = context.getImageData(0, 0, width, height)
    const rgb = new Uint8Array(width * height * 3)
    for (let at = 0, to = 0; at < data.length; at += 4) {
      rgb[to++] = data[at] ?? 0
      rgb[to++] = data[at + 1] ?? 0
      rgb[to++] = data[at + 2] ?? 0
    }
    send({ kind: 'page', width, height, rgb, pages: document.numPages }, [rgb.buffer])
    page.cleanup()
  }
  send({ kind: 'end' })
}

draw().catch((error: unknown) =>
  send({ kind: 'failed', message: error instanceof Error ? error.message.slice(0, 120) : 'it is damaged' }),
)
