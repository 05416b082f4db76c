import { numberOf, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Range } from '../voi/window.ts'
import { compact } from './compact.ts'
import type { Picture, Samples } from './picture.ts'
import { extentOf, greyValues, type PixelForm, paddingOf, pixelFormOf, rgbBytes } from './plainPixels.ts'
import { rescaleOf } from './rescale.ts'

const NATIVE_LITTLE_ENDIAN = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1'])

/** Whether a frame in this form needs no decoder: its samples stand in the bytes as they are. */
export function isPlain(frame: Frame, transferSyntax: string): boolean {
  if (!NATIVE_LITTLE_ENDIAN.has(transferSyntax)) return false
  if (!frame.instance.colour) return true
  const { photometric, bitsAllocated } = pixelFormOf(frame)
  return bitsAllocated === 8 && (photometric === 'RGB' || photometric === 'YBR_FULL')
}

/** Indices into a palette become colours in the decoder, in whatever form they come. */
export const isPalette = ({ instance }: Frame): boolean =>
  textOf(instance.dataset, Tag.PhotometricInterpretation) === 'PALETTE COLOR'

/** Bytes of a frame that is not compressed. */
export function plainSize({ instance, plane }: Frame): number {
  const bits = numberOf(instance.dataset, Tag.BitsAllocated) ?? 8
  return (plane.rows * plane.columns * (numberOf(instance.dataset, Tag.SamplesPerPixel) ?? 1) * bits) / 8
}

/** A picture of these values. `extent` is that of the grey ones; colours go from 0 to 255. */
export const pictureFrom = (
  { imageId, plane }: Frame,
  data: Samples,
  components: Picture['components'],
  { lower, upper }: Range = { lower: 0, upper: 255 },
): Picture => ({ imageId, rows: plane.rows, columns: plane.columns, components, data, lower, upper })

/** A picture from plain little endian bytes, whatever their depth. Throws when there are too few of them. */
export function plainPicture(frame: Frame, bytes: Uint8Array<ArrayBuffer>): Picture {
  const form = pixelFormOf(frame)
  if (frame.instance.colour) {
    const ready = form.photometric === 'RGB' && form.bitsAllocated === 8 && !form.planes && form.samples === 3
    const wanted = form.pixels * 3
    if (ready && bytes.length >= wanted) return pictureFrom(frame, bytes.subarray(0, wanted), 3)
    return pictureFrom(frame, rgbBytes(frame, bytes), 3)
  }
  const values = wholeValues(frame, form, bytes) ?? compact(greyValues(frame, bytes))
  return pictureFrom(frame, values, 1, extentOf(values, paddingOf(frame)))
}

/**
 * The usual form, in one quick pass: whole numbers of 8 or 16 bits that stay within 16 bits after slope and intercept.
 * Undefined for all others.
 */
function wholeValues(frame: Frame, form: PixelForm, bytes: Uint8Array<ArrayBuffer>): Samples | undefined {
  const { pixels, bitsAllocated, bitsStored, signed, float } = form
  const { slope, intercept } = rescaleOf(frame)
  const wide = bitsAllocated === 16
  if (float || frame.modalityTable || (!wide && bitsAllocated !== 8)) return undefined
  if (!Number.isInteger(slope) || !Number.isInteger(intercept) || bytes.length * 8 < pixels * bitsAllocated)
    return undefined
  const ends = (
    signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1]
  ).map((end) => end * slope + intercept)
  const [least, most] = [Math.min(...ends), Math.max(...ends)]
  const into =
    least >= 0 && most <= 65_535
      ? new Uint16Array(pixels)
      : least >= -32_768 && most <= 32_767
        ? new Int16Array(pixels)
        : undefined
  if (!into) return undefined
  // Two bytes from an odd place cannot be read as one number.
  const even = wide && bytes.byteOffset % 2 === 1 ? bytes.slice(0, pixels * 2) : bytes
  const stored = wide ? new Uint16Array(even.buffer, even.byteOffset, pixels) : even
  // Bits above Bits Stored are no part of the value, and a sign is extended.
  const shift = 32 - bitsStored
  if (signed)
    for (let n = 0; n < pixels; n++) into[n] = (((stored[n] ?? 0) << shift) >> shift) * slope + intercept
  else for (let n = 0; n < pixels; n++) into[n] = (((stored[n] ?? 0) << shift) >>> shift) * slope + intercept
  return into
}
