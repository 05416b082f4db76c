import { type Layer, opacityOf } from '../layers/layers.ts'
import type { Segment, Segmentation, SegmentFrame } from './segments.ts'

/** The samples of a segmentation frame, as they travel: single bits packed or one a byte, bytes, or words. */
export type SampleReader = (pixel: number) => number

/** Reads samples whatever form they came in, told by the number of bytes for the pixels (PS3.5 8.1.1). */
export function sampleReader(bytes: Uint8Array, pixels: number): SampleReader {
  if (bytes.length >= pixels * 2)
    return (pixel) => (bytes[2 * pixel] ?? 0) | ((bytes[2 * pixel + 1] ?? 0) << 8)
  if (bytes.length >= pixels) return (pixel) => bytes[pixel] ?? 0
  return (pixel) => ((bytes[pixel >> 3] ?? 0) >> (pixel & 7)) & 1
}

/** Lays a colour over what is there: straight alpha, 0 to 255. */
function blend(
  pixels: Uint8ClampedArray,
  at: number,
  [red, green, blue]: readonly number[],
  alpha: number,
): void {
  const below = ((pixels[at + 3] ?? 0) / 255) * (1 - alpha)
  const whole = alpha + below
  if (whole <= 0) return
  for (const [channel, value] of [red, green, blue].entries())
    pixels[at + channel] = ((value ?? 0) * alpha + (pixels[at + channel] ?? 0) * below) / whole
  pixels[at + 3] = whole * 255
}

/** Paints one frame of a segmentation in the colours and opacities of its segments; RGBA, added to what is there. */
export function paintMask(
  pixels: Uint8ClampedArray,
  { segment }: SegmentFrame,
  read: SampleReader,
  { type, most, segments }: Segmentation,
  layer: Layer,
): void {
  const byNumber = new Map<number, Segment>(segments.map((one) => [one.number, one]))
  const count = pixels.length / 4
  const shown = (number: number) => {
    const known = byNumber.get(number)
    return known && !layer.hidden.has(number)
      ? { colour: known.colour, alpha: opacityOf(layer, number) }
      : undefined
  }
  if (segment !== undefined) {
    const look = shown(segment)
    if (!look) return
    const full = type === 'FRACTIONAL' ? most : 1
    for (let pixel = 0; pixel < count; pixel++) {
      const value = read(pixel)
      if (value > 0) blend(pixels, pixel * 4, look.colour, look.alpha * Math.min(1, value / full))
    }
    return
  }
  const looks = new Map([...byNumber.keys()].map((number) => [number, shown(number)]))
  for (let pixel = 0; pixel < count; pixel++) {
    const look = looks.get(read(pixel))
    if (look) blend(pixels, pixel * 4, look.colour, look.alpha)
  }
}
