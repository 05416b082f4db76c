import { ybrFull422ToRgb } from './colour.ts'
import type { PixelDescription } from './pixel-description.ts'
import { DicomRefusal } from './refusal.ts'

/** A frame as plain numbers: little endian, interleaved by pixel, whole bytes a sample. */
export interface DecodedFrame {
  rows: number
  columns: number
  samplesPerPixel: number
  /** 8, 16, 32 or 64; single bits come unpacked, as 0 and 1 in bytes, where `packed` is false. */
  bitsAllocated: number
  bitsStored: number
  signed: boolean
  float: boolean
  photometricInterpretation: string
  /** Eight pixels to a byte, as single bit frames travel. */
  packed: boolean
  bytes: Buffer
}

/** A frame that was never compressed. `bytes` is one frame, in the byte order of its transfer syntax. */
export function nativeFrame(
  bytes: Buffer,
  pixels: PixelDescription,
  bigEndian: boolean,
  vr: 'OB' | 'OW',
): DecodedFrame {
  const { rows, columns, samplesPerPixel, bitsAllocated, photometricInterpretation } = pixels
  const shape = { rows, columns, bitsStored: pixels.bitsStored, signed: pixels.signed, float: pixels.float }
  if (bitsAllocated === 1) {
    return { ...shape, samplesPerPixel, bitsAllocated: 1, photometricInterpretation, packed: true, bytes }
  }
  let plain = bigEndian ? littleEndian(bytes, bitsAllocated, vr) : bytes
  if (photometricInterpretation === 'YBR_FULL_422' && samplesPerPixel === 3 && bitsAllocated === 8) {
    return {
      ...shape,
      samplesPerPixel: 3,
      bitsAllocated,
      photometricInterpretation: 'RGB',
      packed: false,
      bytes: ybrFull422ToRgb(plain, rows * columns),
    }
  }
  const needed = (rows * columns * samplesPerPixel * bitsAllocated) / 8
  if (plain.length < needed) throw new DicomRefusal('UNDECODABLE', 'The frame is shorter than its image')
  if (samplesPerPixel > 1 && pixels.planarConfiguration === 1)
    plain = interleaved(plain, rows * columns, samplesPerPixel, bitsAllocated / 8)
  return {
    ...shape,
    samplesPerPixel,
    bitsAllocated,
    photometricInterpretation,
    packed: false,
    bytes: plain.subarray(0, needed),
  }
}

/** Eight bit samples in words are swapped in pairs (PS3.5 §7.3); others by their size. */
export function littleEndian(bytes: Buffer, bitsAllocated: number, vr: 'OB' | 'OW'): Buffer {
  if (bitsAllocated === 16) return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16()
  if (bitsAllocated === 32) return Buffer.from(bytes.subarray(0, bytes.length & ~3)).swap32()
  if (bitsAllocated === 64) return Buffer.from(bytes.subarray(0, bytes.length & ~7)).swap64()
  return vr === 'OW' && bytes.length % 2 === 0 ? Buffer.from(bytes).swap16() : bytes
}

function interleaved(planes: Buffer, pixels: number, samples: number, size: number): Buffer {
  const output = Buffer.allocUnsafe(pixels * samples * size)
  for (let sample = 0; sample < samples; sample++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const from = (sample * pixels + pixel) * size
      const to = (pixel * samples + sample) * size
      for (let byte = 0; byte < size; byte++) output[to + byte] = planes[from + byte] ?? 0
    }
  }
  return output
}
