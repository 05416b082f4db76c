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

/**
 * Compresses a frame.
 *
 * @param samples interleaved by pixel, little endian
 */
export function encodeRle(
  samples: Buffer,
  pixels: number,
  samplesPerPixel: number,
  bytesPerSample: number,
): Buffer {
  const count = samplesPerPixel * bytesPerSample
  const header = Buffer.alloc(64)
  header.writeUInt32LE(count, 0)
  const segments: Buffer[] = []
  let offset = header.length
  for (let segment = 0; segment < count; segment++) {
    const sample = Math.floor(segment / bytesPerSample)
    const byte = bytesPerSample - 1 - (segment % bytesPerSample)
    const plane = Buffer.allocUnsafe(pixels)
    for (let n = 0; n < pixels; n++) plane[n] = samples[n * count + sample * bytesPerSample + byte] ?? 0
    const packed = packBits(plane)
    header.writeUInt32LE(offset, 4 + segment * 4)
    segments.push(packed)
    offset += packed.length
  }
  return Buffer.concat([header, ...segments])
}

const LONGEST = 128

/** Runs of three and more become two bytes, everything else stays; of even length (PS3.5 §G.3.1). */
function packBits(plane: Buffer): Buffer {
  const output = Buffer.allocUnsafe(plane.length + Math.ceil(plane.length / LONGEST) + 1)
  let written = 0
  let literal = 0
  const flush = (end: number) => {
    while (literal < end) {
      const length = Math.min(LONGEST, end - literal)
      output[written++] = length - 1
      written += plane.copy(output, written, literal, literal + length)
      literal += length
    }
  }
  let at = 0
  while (at < plane.length) {
    let end = at + 1
    while (end < plane.length && end - at < LONGEST && plane[end] === plane[at]) end++
    if (end - at >= 3) {
      flush(at)
      output[written++] = 257 - (end - at)
      output[written++] = plane[at] ?? 0
      literal = end
    }
    at = end
  }
  flush(plane.length)
  if (written % 2 === 1) output[written++] = 0x80
  return output.subarray(0, written)
}
