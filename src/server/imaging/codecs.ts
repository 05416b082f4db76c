import { readFile } from 'node:fs/promises'
import { inflateRawSync } from 'node:zlib'
import { Decoder as LosslessDecoder } from '@cornerstonejs/jpeg-lossless-decoder-js'
import { ybrFullToRgb } from '../dicom/colour.ts'
import { type DecodedFrame, nativeFrame } from '../dicom/decoded-frame.ts'
import { type DctImage, decodeDct } from '../dicom/jpeg-dct.ts'
import type { PixelDescription } from '../dicom/pixel-description.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { decodeRle } from '../dicom/rle.ts'
import type { Compression } from '../dicom/transfer-syntax.ts'
import { silent, WasmCodecs } from './wasm.ts'

/** No image of more samples is decoded, whatever a header says. */
const MAX_SAMPLES = 256 * 1024 * 1024

type WasmCodec = 'charls' | 'openjpeg' | 'openjph' | 'libjpeg' | 'libjxl'

const codecs = new WasmCodecs<WasmCodec>({
  charls: async () => (await import('@cornerstonejs/codec-charls/decodewasmjs')).default(silent()),
  openjpeg: async () => (await import('@cornerstonejs/codec-openjpeg/decodewasmjs')).default(silent()),
  openjph: async () => (await import('@cornerstonejs/codec-openjph/wasmjs')).default(silent()),
  libjpeg: async () =>
    (await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs')).default(silent()),
  libjxl: async () => {
    // Built for browsers: it would fetch its program instead of reading it.
    const wasm = new URL(import.meta.resolve('@cornerstonejs/codec-libjxl/decodewasm'))
    const { default: factory } = await import('@cornerstonejs/codec-libjxl/decodewasmjs')
    return factory({ ...silent(), wasmBinary: await readFile(wasm) })
  },
})

interface CodecImage {
  rows: number
  columns: number
  samples: number
  bits: number
  bytes: Buffer
  /** Samples by plane instead of by pixel. */
  planar: boolean
}

const undecodable = (why: string) => new DicomRefusal('UNDECODABLE', `The frame cannot be decoded: ${why}`)

async function decodeWasm(codec: WasmCodec, frame: Buffer): Promise<CodecImage> {
  const module = await codecs.load(codec)
  const Decoder = {
    charls: module.JpegLSDecoder,
    openjpeg: module.J2KDecoder,
    openjph: module.HTJ2KDecoder,
    libjpeg: module.JPEGDecoder,
    libjxl: module.JpegXLDecoder,
  }[codec] // prettier-ignore
  if (!Decoder) throw new Error(`codec ${codec} has no decoder`)
  const decoder = new Decoder()
  try {
    decoder.getEncodedBuffer(frame.length).set(frame)
    decoder.decode()
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo()
    if (width * height * componentCount > MAX_SAMPLES)
      throw new DicomRefusal('TOO_LARGE', 'The image is too large to be decoded')
    const decoded = decoder.getDecodedBuffer()
    const planar = codec === 'charls' && componentCount > 1 && decoder.getInterleaveMode?.() === 0
    return {
      rows: height,
      columns: width,
      samples: componentCount,
      bits: bitsPerSample,
      bytes: Buffer.from(decoded),
      planar,
    }
  } catch (error) {
    if (error instanceof DicomRefusal) throw error
    if (error instanceof WebAssembly.RuntimeError) codecs.drop(codec)
    const message =
      typeof error === 'number'
        ? module.getExceptionMessage?.(error)
        : error instanceof Error
          ? error.message
          : undefined
    throw undecodable(message?.slice(0, 120) ?? 'its data is damaged')
  } finally {
    try {
      decoder.delete()
    } catch {
      codecs.drop(codec)
    }
  }
}

/**
 * Decodes one compressed frame.
 *
 * @param frame the frame's fragments, joined
 */
export async function decodeFrame(
  frame: Buffer,
  pixels: PixelDescription,
  compression: Compression,
): Promise<DecodedFrame> {
  const { rows, columns, samplesPerPixel, bitsAllocated } = pixels
  if (rows * columns * samplesPerPixel > MAX_SAMPLES)
    throw new DicomRefusal('TOO_LARGE', 'The image is too large to be decoded')
  switch (compression) {
    case 'none':
      return nativeFrame(frame, pixels, false, 'OB')
    case 'deflated-frame':
      return nativeFrame(
        inflate(frame, Math.ceil((rows * columns * samplesPerPixel * bitsAllocated) / 8) + 1024),
        pixels,
        false,
        'OB',
      )
    case 'rle':
      return decodeRleFrame(frame, pixels)
    case 'jpeg':
      return decodeJpeg(frame, pixels)
    case 'jpeg-lossless':
      return decodeLossless(frame, pixels)
    case 'jpeg-ls':
      return shaped(await decodeWasm('charls', frame), pixels, pixels.photometricInterpretation)
    case 'jpeg-2000':
      return shaped(await decodeWasm('openjpeg', frame), pixels, withoutTransform(pixels))
    case 'htj2k':
      return shaped(await decodeWasm('openjph', frame), pixels, withoutTransform(pixels))
    case 'jpeg-xl':
      return shaped(
        await decodeWasm('libjxl', frame),
        pixels,
        samplesPerPixel === 3 ? 'RGB' : pixels.photometricInterpretation,
      )
    case 'video':
      throw undecodable('it is part of a video')
  }
}

function inflate(frame: Buffer, most: number): Buffer {
  try {
    return inflateRawSync(frame, { maxOutputLength: most })
  } catch {
    throw undecodable('its deflated data is damaged')
  }
}

/** The codecs undo the colour transforms of JPEG 2000. */
const withoutTransform = ({ photometricInterpretation: name }: PixelDescription): string =>
  name === 'YBR_RCT' || name === 'YBR_ICT' ? 'RGB' : name

function decodeRleFrame(frame: Buffer, pixels: PixelDescription): DecodedFrame {
  const { rows, columns, samplesPerPixel, bitsAllocated } = pixels
  if (bitsAllocated === 1) {
    const bytes = decodeRle(frame, Math.ceil((rows * columns) / 8), 1, 1)
    return { ...frameShape(pixels), bitsAllocated: 1, packed: true, bytes }
  }
  const bytes = decodeRle(frame, rows * columns, samplesPerPixel, bitsAllocated / 8)
  return { ...frameShape(pixels), packed: false, bytes }
}

const frameShape = (pixels: PixelDescription) => ({
  rows: pixels.rows,
  columns: pixels.columns,
  samplesPerPixel: pixels.samplesPerPixel,
  bitsAllocated: pixels.bitsAllocated,
  bitsStored: pixels.bitsStored,
  signed: pixels.signed,
  float: pixels.float,
  photometricInterpretation: pixels.photometricInterpretation,
})

/** 8 bits by libjpeg-turbo, which answers RGB; 12 bits and colours that were never transformed by our own decoder. */
async function decodeJpeg(frame: Buffer, pixels: PixelDescription): Promise<DecodedFrame> {
  const colour = pixels.samplesPerPixel === 3
  if (pixels.bitsStored <= 8 && !(colour && pixels.photometricInterpretation === 'RGB')) {
    try {
      return shaped(
        await decodeWasm('libjpeg', frame),
        pixels,
        colour ? 'RGB' : pixels.photometricInterpretation,
      )
    } catch (error) {
      if (!(error instanceof DicomRefusal) || error.reason !== 'UNDECODABLE') throw error
    }
  }
  const image = decodeDct(frame, MAX_SAMPLES)
  const wide = image.precision > 8
  const bytes = wide ? wordsOf(image) : Buffer.from(Uint8Array.from(image.samples))
  const coded = {
    rows: image.rows,
    columns: image.columns,
    samples: image.components,
    bits: image.precision,
    planar: false,
  }
  const transformed = image.components === 3 && !wide && isYbr(image, pixels)
  return shaped(
    { ...coded, bytes: transformed ? ybrFullToRgb(bytes) : bytes },
    pixels,
    colour ? 'RGB' : pixels.photometricInterpretation,
  )
}

const wordsOf = ({ samples }: DctImage): Buffer =>
  Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)

/** Markers of the JPEG stream say what its colours are; without any, the data set does. */
function isYbr({ adobeTransform, jfif }: DctImage, { photometricInterpretation }: PixelDescription): boolean {
  if (adobeTransform !== undefined) return adobeTransform === 1
  return jfif || photometricInterpretation.startsWith('YBR')
}

function decodeLossless(frame: Buffer, pixels: PixelDescription): DecodedFrame {
  const bytesPerSample = pixels.bitsAllocated <= 8 ? 1 : 2
  let decoded: Uint8Array | Uint16Array
  const decoder = new LosslessDecoder()
  try {
    const copy = new Uint8Array(frame)
    decoded = decoder.decode(copy.buffer, 0, copy.length, bytesPerSample)
  } catch (error) {
    throw undecodable(error instanceof Error ? error.message.slice(0, 120) : 'its data is damaged')
  }
  const { dimX: columns, dimY: rows, numComp: samples, precision: bits } = decoder.frame
  const bytes = Buffer.from(decoded.buffer, decoded.byteOffset, decoded.byteLength)
  return shaped(
    { rows, columns, samples, bits, bytes, planar: false },
    pixels,
    pixels.photometricInterpretation,
  )
}

/** What a codec made, as the data set describes it: size checked, samples as wide as Bits Allocated. */
function shaped(
  image: CodecImage,
  pixels: PixelDescription,
  photometricInterpretation: string,
): DecodedFrame {
  const { rows, columns, samplesPerPixel, bitsAllocated } = pixels
  if (image.rows !== rows || image.columns !== columns || image.samples !== samplesPerPixel) {
    throw undecodable(
      `it holds ${image.columns} × ${image.rows} × ${image.samples}, the header says ${columns} × ${rows} × ${samplesPerPixel}`,
    )
  }
  const count = rows * columns * samplesPerPixel
  const have = image.bytes.length >= count * 4 ? 4 : image.bytes.length >= count * 2 && image.bits > 8 ? 2 : 1
  let { bytes } = image
  const single = bitsAllocated === 1
  const want = single ? 1 : bitsAllocated / 8
  if (want !== have) bytes = resized(bytes, count, have, want, pixels.signed)
  if (image.planar) {
    const { bytes: interleaved } = nativeFrame(
      bytes,
      { ...pixels, planarConfiguration: 1, photometricInterpretation: 'RGB' },
      false,
      'OB',
    )
    bytes = interleaved
  }
  const packed = single ? packBits(bytes, count) : bytes.subarray(0, count * want)
  return { ...frameShape(pixels), photometricInterpretation, packed: single, bytes: packed }
}

/** Codecs give single bits a byte each; they travel eight to a byte. */
function packBits(bytes: Buffer, count: number): Buffer {
  const packed = Buffer.alloc(Math.ceil(count / 8))
  for (let n = 0; n < count; n++) if (bytes[n]) packed[n >> 3] = (packed[n >> 3] ?? 0) | (1 << (n & 7))
  return packed
}

function resized(bytes: Buffer, count: number, have: number, want: number, signed: boolean): Buffer {
  if (bytes.length < count * have) throw undecodable('it ends early')
  const output = Buffer.alloc(count * want)
  for (let n = 0; n < count; n++) {
    const value = signed ? bytes.readIntLE(n * have, have) : bytes.readUIntLE(n * have, have)
    if (want === 1) output[n] = value & 0xff
    else if (want === 2) output.writeUInt16LE(value & 0xffff, n * 2)
    else output.writeInt32LE(value | 0, n * 4)
  }
  return output
}
