import sharp, { type Sharp } from 'sharp'
import type { DecodedFrame } from '../dicom/decoded-frame.ts'
import { type Picture, valuesOf } from '../dicom/render.ts'
import type { PictureRequest, Viewport } from './pixel-work.ts'

// Threads are ours to count: one image, one thread.
sharp.concurrency(1)
sharp.cache(false)

type Size = Pick<Picture, 'rows' | 'columns'>

function framed(image: Sharp, { rows, columns }: Size, viewport: Viewport | undefined): Sharp {
  if (!viewport) return image
  let shown = image
  let [width, height] = [columns, rows]
  const { region } = viewport
  if (region) {
    const left = Math.max(0, Math.min(columns - 1, Math.floor(region.x)))
    const top = Math.max(0, Math.min(rows - 1, Math.floor(region.y)))
    width = Math.max(1, Math.min(columns - left, Math.round(region.width)))
    height = Math.max(1, Math.min(rows - top, Math.round(region.height)))
    shown = shown.extract({ left, top, width, height })
    if (region.flipX) shown = shown.flop()
    if (region.flipY) shown = shown.flip()
  }
  if (width === viewport.width && height === viewport.height) return shown
  return shown.resize(viewport.width, viewport.height, {
    fit: 'inside',
    withoutEnlargement: !viewport.enlarge,
    kernel: 'lanczos3',
  })
}

/** Without loss, in the format that is asked for. */
const lossless = (image: Sharp, format: PictureRequest['format']): Sharp =>
  format === 'tiff' ? image.tiff({ compression: 'deflate' }) : image.png({ compressionLevel: 6 })

/** JPEG, PNG or TIFF of an 8 bit picture. */
export async function encodePicture(
  picture: Picture,
  { format, quality, viewport }: PictureRequest,
): Promise<Buffer> {
  const { rows, columns, channels, bytes } = picture
  const image = framed(sharp(bytes, { raw: { width: columns, height: rows, channels } }), picture, viewport)
  if (format === 'png') return lossless(image, format).toBuffer()
  const grey = channels === 1 ? image.toColourspace('b-w') : image
  if (format === 'tiff') return lossless(grey, format).toBuffer()
  return grey
    .jpeg({ quality, optimiseCoding: false, chromaSubsampling: quality >= 90 ? '4:4:4' : '4:2:0' })
    .toBuffer()
}

/**
 * A 16 bit grey PNG or TIFF of the stored values, lifted so that the least signed value is 0. Nothing for frames that have no
 * more than 8 bits to show.
 */
export async function encodeDeep(frame: DecodedFrame, request: PictureRequest): Promise<Buffer | undefined> {
  if (
    frame.samplesPerPixel !== 1 ||
    frame.bitsStored <= 8 ||
    frame.float ||
    frame.packed ||
    frame.bitsAllocated > 16
  )
    return undefined
  const values = valuesOf(frame)
  const lift = frame.signed ? 2 ** (frame.bitsStored - 1) : 0
  const words = Uint16Array.from(values, (value) => value + lift)
  const raw = { width: frame.columns, height: frame.rows, channels: 1 } as const
  return lossless(
    framed(sharp(words, { raw }), frame, request.viewport).toColourspace('grey16'),
    request.format,
  ).toBuffer()
}
