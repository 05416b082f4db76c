import { numberOf, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Range } from '../voi/window.ts'
import { compact } from './compact.ts'
import { extentOf } from './extent.ts'
import type { Picture, Samples } from './picture.ts'
import { greyValues, paddingOf, pixelFormOf, rgbBytes } from './plainPixels.ts'
import { rescaleOf } from './rescale.ts'
import { type Scale, wholeValues } from './wholeValues.ts'

/** Colours that need no decoder and no table. */
const COLOURS = new Set(['RGB', 'YBR_FULL', 'YBR_FULL_422'])

const NATIVE_LITTLE_ENDIAN = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1'])

/** Whether samples stand in the bytes as they are. */
export const isNative = (transferSyntax: string): boolean => NATIVE_LITTLE_ENDIAN.has(transferSyntax)

/** Whether a frame in this form needs no decoder: its samples stand in the bytes as they are. */
export function isPlain(frame: Frame, transferSyntax: string): boolean {
  if (!isNative(transferSyntax)) return false
  if (!frame.instance.colour) return true
  const { photometric, bitsAllocated } = pixelFormOf(frame)
  return bitsAllocated === 8 && COLOURS.has(photometric)
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

/** How whole numbers of a frame are scaled; undefined where they are none, or a table says what they are. */
export function scaleOf(frame: Frame): Scale | undefined {
  if (frame.modalityTable || pixelFormOf(frame).float) return undefined
  return { ...rescaleOf(frame), padding: paddingOf(frame) }
}

/** A picture from plain little endian bytes, whatever their depth. Throws when there are too few of them. */
export function plainPicture(frame: Frame, bytes: Uint8Array<ArrayBuffer>): Picture {
  const form = pixelFormOf(frame)
  if (frame.instance.colour) {
    const ready = form.photometric === 'RGB' && form.bitsAllocated === 8 && !form.planes && form.samples === 3
    const wanted = form.pixels * 3
    if (ready && bytes.length >= wanted) return pictureFrom(frame, bytes.subarray(0, wanted), 3)
    return pictureFrom(frame, rgbBytes(frame, bytes), 3)
  }
  const scale = scaleOf(frame)
  const values = (scale && wholeValues(form, scale, bytes)) ?? compact(greyValues(frame, bytes))
  return pictureFrom(frame, values, 1, extentOf(values, paddingOf(frame)))
}
