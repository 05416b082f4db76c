import { has, numberOf, textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Frame, Instance } from '../stacks/frame.ts'
import { entryAt } from '../voi/lookup.ts'
import type { Range } from '../voi/window.ts'
import { rescaleOf } from './rescale.ts'
import type { WholeForm } from './wholeValues.ts'

/** How the samples of an image stand in plain little endian bytes (PS3.3 C.7.6.3, C.7.6.24, C.7.6.25). */
export interface PixelForm extends WholeForm {
  readonly samples: number
  readonly float: boolean
  /** All samples of one colour, then those of the next. */
  readonly planes: boolean
  readonly photometric: string
}

const FLOAT_PIXEL_DATA = '7FE00008'
const DOUBLE_FLOAT_PIXEL_DATA = '7FE00009'

/** Native syntaxes: their planes travel as they stand in the file; what was compressed comes pixel by pixel. */
const NATIVE = new Set([
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.1.99',
  '1.2.840.10008.1.2.2',
])

export function pixelFormOf({ instance, plane }: Frame): PixelForm {
  const { dataset, transferSyntax } = instance
  const double = has(dataset, DOUBLE_FLOAT_PIXEL_DATA)
  const float = double || has(dataset, FLOAT_PIXEL_DATA)
  const bitsAllocated = float ? (double ? 64 : 32) : (numberOf(dataset, Tag.BitsAllocated) ?? 8)
  return {
    pixels: plane.rows * plane.columns,
    samples: numberOf(dataset, Tag.SamplesPerPixel) ?? 1,
    bitsAllocated,
    bitsStored: float ? bitsAllocated : (numberOf(dataset, Tag.BitsStored) ?? bitsAllocated),
    signed: numberOf(dataset, Tag.PixelRepresentation) === 1,
    float,
    planes:
      numberOf(dataset, Tag.PlanarConfiguration) === 1 && NATIVE.has(transferSyntax ?? '1.2.840.10008.1.2'),
    photometric: textOf(dataset, Tag.PhotometricInterpretation) ?? '',
  }
}

/** Forms that the browser's decoders do not read, or read wrongly: they come as plain pixels and are read here. */
export function isUnusual({ dataset, colour }: Instance): boolean {
  if (has(dataset, FLOAT_PIXEL_DATA) || has(dataset, DOUBLE_FLOAT_PIXEL_DATA)) return true
  const bits = numberOf(dataset, Tag.BitsAllocated) ?? 8
  const palette = textOf(dataset, Tag.PhotometricInterpretation) === 'PALETTE COLOR'
  return (bits !== 8 && bits !== 16) || (colour && !palette && bits > 8)
}

/** Reads sample `n` of a frame; bits above Bits Stored are no part of it, and a sign is extended. */
export function sampleAt(bytes: Uint8Array, form: PixelForm): (n: number) => number {
  const { bitsAllocated, bitsStored, signed, float, pixels, samples } = form
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bitsAllocated === 1)
    return bytes.length >= pixels * samples
      ? (n) => bytes[n] ?? 0
      : (n) => ((bytes[n >> 3] ?? 0) >> (n & 7)) & 1
  const stored = isHalved(form, bytes) ? pixels * 2 : pixels * samples
  if (bytes.length < (stored * bitsAllocated) / 8) throw new Error('the frame is shorter than its image')
  if (float)
    return bitsAllocated === 64 ? (n) => view.getFloat64(n * 8, true) : (n) => view.getFloat32(n * 4, true)
  const shift = 32 - Math.min(32, bitsStored)
  const cut = (raw: number) => (signed ? (raw << shift) >> shift : (raw << shift) >>> shift)
  switch (bitsAllocated) {
    case 8:
      return (n) => cut(bytes[n] ?? 0)
    case 16:
      return (n) => cut(view.getUint16(n * 2, true))
    case 32:
      return (n) => cut(view.getUint32(n * 4, true))
    case 64:
      return signed
        ? (n) => Number(view.getBigInt64(n * 8, true))
        : (n) => Number(view.getBigUint64(n * 8, true))
    default:
      throw new Error(`${bitsAllocated} bits allocated`)
  }
}

/** The values of a grey frame after its modality LUT, from plain bytes. */
export function greyValues(frame: Frame, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const form = pixelFormOf(frame)
  const at = sampleAt(bytes, form)
  const toValue = modalityOf(frame)
  const values = new Float32Array(form.pixels)
  for (let n = 0; n < values.length; n++) values[n] = toValue(at(n))
  return values
}

/** From a stored value to the value that counts (PS3.3 C.11.1): by table, or by slope and intercept. */
export function modalityOf(frame: Frame): (stored: number) => number {
  const { modalityTable } = frame
  if (modalityTable) return (stored) => entryAt(modalityTable, stored)
  const { slope, intercept } = rescaleOf(frame)
  return (stored) => stored * slope + intercept
}

const clamp = (value: number) => Math.min(255, Math.max(0, Math.round(value)))

/** Two pixels beside each other share their colours, as PS3.3 C.7.6.3.1.2 describes; decoders give each its own. */
const isHalved = ({ photometric, bitsAllocated, pixels }: PixelForm, bytes: Uint8Array): boolean =>
  photometric === 'YBR_FULL_422' && bitsAllocated === 8 && bytes.length < pixels * 3

/** RGB of 8 bits a channel from plain bytes of a colour frame of any depth. */
export function rgbBytes(frame: Frame, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const form = pixelFormOf(frame)
  const at = sampleAt(bytes, form)
  const { pixels, samples, planes, bitsStored, photometric } = form
  const most = 2 ** bitsStored - 1
  const place = (pixel: number, channel: number) => {
    if (planes) return channel * pixels + pixel
    if (!halved) return pixel * samples + channel
    return (pixel >> 1) * 4 + (channel === 0 ? pixel & 1 : channel + 1)
  }
  const sample = (pixel: number, channel: number) => (at(place(pixel, channel)) / most) * 255
  const ybr = photometric.startsWith('YBR_FULL')
  const halved = isHalved(form, bytes)
  const rgb = new Uint8Array(pixels * 3)
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [a, b, c] = [sample(pixel, 0), sample(pixel, 1), sample(pixel, 2)]
    rgb[pixel * 3] = clamp(ybr ? a + 1.402 * (c - 128) : a)
    rgb[pixel * 3 + 1] = clamp(ybr ? a - 0.344136 * (b - 128) - 0.714136 * (c - 128) : b)
    rgb[pixel * 3 + 2] = clamp(ybr ? a + 1.772 * (b - 128) : c)
  }
  return rgb
}

/** Values that stand for "no image here" (PS3.3 C.7.5.1.1.2), after the modality LUT; undefined when there are none. */
export function paddingOf(frame: Frame): Range | undefined {
  const { dataset, colour } = frame.instance
  const one = numberOf(dataset, Tag.PixelPaddingValue)
  if (one === undefined || colour) return undefined
  const other = numberOf(dataset, Tag.PixelPaddingRangeLimit) ?? one
  const form = pixelFormOf(frame)
  // Declared in the other sign by some writers.
  const range = 2 ** Math.min(32, form.bitsAllocated)
  const signed = (value: number) =>
    form.signed && value >= range / 2 ? value - range : !form.signed && value < 0 ? value + range : value
  const toValue = modalityOf(frame)
  const ends = [toValue(signed(one)), toValue(signed(other))]
  return { lower: Math.min(...ends), upper: Math.max(...ends) }
}
