import { DicomRefusal } from './refusal.ts'

/**
 * RLE Lossless (PS3.5 Annex G): segments of byte planes, the most significant byte of each sample first.
 *
 * @returns samples interleaved by pixel, little endian
 */
export function decodeRle(
  frame: Buffer,
  pixels: number,
  samplesPerPixel: number,
  bytesPerSample: number,
): Buffer {
  const broken = (what: string) => new DicomRefusal('UNDECODABLE', `The RLE frame cannot be decoded: ${what}`)
  if (frame.length < 64) throw broken('its header is cut short')
  const segments = frame.readUInt32LE(0)
  if (segments !== samplesPerPixel * bytesPerSample) {
    throw broken(`it has ${segments} segments instead of ${samplesPerPixel * bytesPerSample}`)
  }
  const output = Buffer.alloc(pixels * samplesPerPixel * bytesPerSample)
  const step = samplesPerPixel * bytesPerSample
  for (let segment = 0; segment < segments; segment++) {
    const start = frame.readUInt32LE(4 + segment * 4)
    const end = segment + 1 < segments ? frame.readUInt32LE(8 + segment * 4) : frame.length
    if (start < 64 || start > frame.length || end < start) throw broken('a segment lies outside of it')
    const sample = Math.floor(segment / bytesPerSample)
    const byte = bytesPerSample - 1 - (segment % bytesPerSample)
    unpackBits(
      frame.subarray(start, Math.min(end, frame.length)),
      output,
      sample * bytesPerSample + byte,
      step,
      pixels,
    )
  }
  return output
}

/** PackBits, written to every `step`-th byte from `at` on; what is missing stays zero. */
function unpackBits(packed: Buffer, output: Buffer, at: number, step: number, count: number): void {
  let read = 0
  let written = 0
  while (read < packed.length && written < count) {
    const control = packed.readInt8(read++)
    if (control >= 0) {
      for (let n = 0; n <= control && written < count && read < packed.length; n++, written++) {
        output[at + written * step] = packed[read++] ?? 0
      }
    } else if (control !== -128) {
      const value = packed[read++] ?? 0
      for (let n = 0; n <= -control && written < count; n++, written++) output[at + written * step] = value
    }
  }
}
