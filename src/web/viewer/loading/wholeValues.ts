import type { Range } from '../voi/window.ts'
import type { Samples } from './picture.ts'

/** How whole numbers stand in plain little endian bytes (PS3.3 C.7.6.3). */
export interface WholeForm {
  readonly pixels: number
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly signed: boolean
}

/** From stored values to those that count (PS3.3 C.11.1), and what among them stands for no image. */
export interface Scale {
  readonly slope: number
  readonly intercept: number
  readonly padding: Range | undefined
}

/**
 * The values of the usual form, in one quick pass: whole numbers of 8 or 16 bits that stay within 16 bits after slope
 * and intercept. Undefined for all others.
 */
export function wholeValues(
  { pixels, bitsAllocated, bitsStored, signed }: WholeForm,
  { slope, intercept }: Pick<Scale, 'slope' | 'intercept'>,
  bytes: Uint8Array<ArrayBuffer>,
): Samples | undefined {
  const wide = bitsAllocated === 16
  if (!wide && bitsAllocated !== 8) return undefined
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
