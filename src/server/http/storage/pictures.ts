import type { FastifyReply } from 'fastify'
import type { Viewport } from '../../imaging/pixel-work.ts'
import { type RenderOptions, renderInstance } from '../../imaging/render.ts'
import { queryText } from '../dicomweb/query.ts'
import { imageOfCall, type StorageCall } from './call.ts'
import { StorageFailure } from './failure.ts'

const THUMBNAIL: Viewport = { width: 200, height: 200, enlarge: false }
const MAX_EDGE = 16_384

async function send(call: StorageCall, reply: FastifyReply, options: RenderOptions): Promise<FastifyReply> {
  const { image } = await imageOfCall(call)
  const number = Number(/^(\d{1,7})(\..*)?$/.exec(call.params.frame ?? '')?.[1] ?? Number.NaN)
  if (Number.isNaN(number)) throw new StorageFailure('BAD_REQUEST', 'A frame is a number')
  // v3 counts from 0 in some clients and from 1 in others: 0 and 1 are both the first frame.
  const frame = Math.max(0, number - 1)
  const bytes = await renderInstance(call.services, image, frame, options)
  // The version in the path names these bytes for good.
  return reply
    .header('cache-control', 'private, max-age=31536000, immutable')
    .type(`image/${options.format}`)
    .send(bytes)
}

/** One number is the longest edge; `{width}x{height}` the most of both; absent or 0 no change. */
function sizeOf(call: StorageCall): Viewport | undefined {
  const text = queryText(call.request, 'size')
  if (text === undefined || text === '' || text === '0') return undefined
  const match = /^(\d{1,5})(?:x(\d{1,5}))?$/i.exec(text)
  const width = Number(match?.[1] ?? 0)
  const height = Number(match?.[2] ?? width)
  if (width < 1 || height < 1 || width > MAX_EDGE || height > MAX_EDGE) {
    throw new StorageFailure('BAD_REQUEST', 'size is a number of pixels or {width}x{height}')
  }
  return { width, height, enlarge: false }
}

function qualityOf(call: StorageCall): number {
  const text = queryText(call.request, 'quality')
  if (text === undefined || text === '') return 90
  const quality = Number(text)
  if (!(quality > 0 && quality <= 1))
    throw new StorageFailure('BAD_REQUEST', 'quality is above 0 and at most 1.0')
  return Math.max(1, Math.round(quality * 100))
}

/** `/thumbnail`: a small JPEG. */
export const imageThumbnail = (call: StorageCall, reply: FastifyReply): Promise<FastifyReply> =>
  send(call, reply, { format: 'jpeg', quality: 85, viewport: THUMBNAIL })

/** `/frame/{frameNumber}`: a JPEG. */
export const imageFrame = (call: StorageCall, reply: FastifyReply): Promise<FastifyReply> =>
  send(call, reply, { format: 'jpeg', quality: qualityOf(call), viewport: sizeOf(call) })

/** `/diagnostic`: a PNG at full depth, unless 8 bits are asked for. */
export const imageDiagnostic = (call: StorageCall, reply: FastifyReply): Promise<FastifyReply> =>
  send(call, reply, { format: 'png', viewport: sizeOf(call), deep: queryText(call.request, 'depth') !== '8' })

/** `/tiff`: a TIFF of 8 bits as it is shown, or of 16 as it is stored. */
export const imageTiff = (call: StorageCall, reply: FastifyReply): Promise<FastifyReply> =>
  send(call, reply, {
    format: 'tiff',
    viewport: sizeOf(call),
    deep: queryText(call.request, 'depth') === '16',
  })
