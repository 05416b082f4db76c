import type { WasmEncoder } from '@cornerstonejs/codec-charls/wasmjs'
import sharp from 'sharp'
import { ybrFullToRgb } from '../dicom/colour.ts'
import type { DecodedFrame } from '../dicom/decoded-frame.ts'
import type { PixelDescription } from '../dicom/pixel-description.ts'
import { encodeRle } from '../dicom/rle.ts'
import { type Compression, RLE_LOSSLESS } from '../dicom/transfer-syntax.ts'
import { silent, WasmCodecs } from './wasm.ts'

/** Compresses frames for clients that ask for a transfer syntax which they are not stored in. */

const JPEG_BASELINE = '1.2.840.10008.1.2.4.50'
const JPEG_LS_LOSSLESS = '1.2.840.10008.1.2.4.80'
const JPEG_2000_LOSSLESS = '1.2.840.10008.1.2.4.90'
const HTJ2K_LOSSLESS = '1.2.840.10008.1.2.4.201'
const HTJ2K_LOSSLESS_RPCL = '1.2.840.10008.1.2.4.202'

const JPEG_QUALITY = 92
/** Resolution, position, component, layer: small pictures first (ISO/IEC 15444-1, table A.16). */
const RPCL = 2
const BY_SAMPLE = 2

export interface CompressedFrame {
  bytes: Buffer
  photometricInterpretation: string
}

interface Encoder {
  /** Something is lost, and the file has to say so. */
  lossy: boolean
  encode(frame: DecodedFrame): Promise<CompressedFrame>
  /** Frames whose bits or colours it has no place for are not compressed. */
  fits(pixels: PixelDescription, stored: Compression): boolean
}

const codecs = new WasmCodecs({
  charls: async () => (await import('@cornerstonejs/codec-charls/wasmjs')).default(silent()),
  openjpeg: async () => (await import('@cornerstonejs/codec-openjpeg/wasmjs')).default(silent()),
  openjph: async () => (await import('@cornerstonejs/codec-openjph/wasmjs')).default(silent()),
})

const samplesOf = ({ bytes, bitsAllocated, signed }: DecodedFrame) => {
  if (bitsAllocated === 8)
    return signed
      ? new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length)
      : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  // Typed arrays of words need an even start.
  const { buffer } = new Uint8Array(bytes)
  return signed ? new Int16Array(buffer) : new Uint16Array(buffer)
}

/** Bits Stored, where every sample keeps to it; files with more in the bits above keep those as well. */
function precisionOf(frame: DecodedFrame): number {
  const { bitsStored, bitsAllocated, signed } = frame
  const most = 2 ** (signed ? bitsStored - 1 : bitsStored) - 1
  const least = signed ? -most - 1 : 0
  return samplesOf(frame).every((value) => value >= least && value <= most) ? bitsStored : bitsAllocated
}

/**
 * One frame through an encoder with the settings given; the encoder is set free whatever happens.
 *
 * @param bits what a sample takes in the stream; samples of two bytes need more than eight, for the codecs read as
 *   many bytes of each as its bits fill
 */
function compressed<Codec extends WasmEncoder>(
  Encoder: (new () => Codec) | undefined,
  frame: DecodedFrame,
  bits: number,
  configure: (encoder: Codec) => void,
): Buffer {
  if (!Encoder) throw new Error('the codec has no encoder')
  const encoder = new Encoder()
  try {
    const info = {
      width: frame.columns,
      height: frame.rows,
      bitsPerSample: Math.max(frame.bitsAllocated > 8 ? 9 : 2, bits),
      componentCount: frame.samplesPerPixel,
      isSigned: frame.signed,
      isUsingColorTransform: frame.samplesPerPixel === 3,
    }
    encoder.getDecodedBuffer(info).set(frame.bytes)
    configure(encoder)
    encoder.encode()
    return Buffer.from(encoder.getEncodedBuffer())
  } finally {
    encoder.delete()
  }
}

/** Five, or as often as the shorter edge can be halved. */
const decompositionsOf = ({ rows, columns }: DecodedFrame): number =>
  Math.min(5, Math.floor(Math.log2(Math.min(rows, columns))))

const plain = ({ bitsAllocated, samplesPerPixel, float }: PixelDescription): boolean =>
  !float && (bitsAllocated === 8 || bitsAllocated === 16) && (samplesPerPixel === 1 || samplesPerPixel === 3)

/** Only colours that are red, green and blue once decoded are transformed by JPEG 2000 (PS3.5 §8.2.4). */
const transformable = (pixels: PixelDescription, stored: Compression): boolean =>
  plain(pixels) &&
  (pixels.samplesPerPixel === 1 || pixels.photometricInterpretation !== 'YBR_FULL' || stored === 'jpeg')

const rle: Encoder = {
  lossy: false,
  fits: plain,
  encode: async ({ bytes, rows, columns, samplesPerPixel, bitsAllocated, photometricInterpretation }) => ({
    bytes: encodeRle(bytes, rows * columns, samplesPerPixel, bitsAllocated / 8),
    photometricInterpretation,
  }),
}

const jpegLs: Encoder = {
  lossy: false,
  fits: plain,
  async encode(frame) {
    const { JpegLSEncoder } = await codecs.load('charls')
    // JPEG-LS knows no sign: the bits travel as they are.
    const bits = frame.signed ? frame.bitsAllocated : precisionOf(frame)
    const bytes = compressed(JpegLSEncoder, frame, bits, (encoder) => {
      encoder.setNearLossless(0)
      encoder.setInterleaveMode(frame.samplesPerPixel === 3 ? BY_SAMPLE : 0)
    })
    return { bytes, photometricInterpretation: frame.photometricInterpretation }
  },
}

/** Does the code stream transform its components (COD marker, ISO/IEC 15444-1 §A.6.1)? */
function transforms(stream: Buffer): boolean {
  for (let at = 2; at + 4 <= stream.length && stream[at] === 0xff; at += 2 + stream.readUInt16BE(at + 2)) {
    if (stream[at + 1] === 0x52) return stream[at + 8] === 1
    if (stream[at + 1] === 0x90) return false
  }
  return false
}

const transformed = (bytes: Buffer, { photometricInterpretation }: DecodedFrame): CompressedFrame => ({
  bytes,
  photometricInterpretation: transforms(bytes) ? 'YBR_RCT' : photometricInterpretation,
})

const jpeg2000: Encoder = {
  lossy: false,
  fits: transformable,
  async encode(frame) {
    const { J2KEncoder } = await codecs.load('openjpeg')
    const bytes = compressed(J2KEncoder, frame, precisionOf(frame), (encoder) => {
      encoder.setQuality(true, 0)
      encoder.setDecompositions(decompositionsOf(frame))
    })
    return transformed(bytes, frame)
  },
}

const htj2k = (markers: boolean): Encoder => ({
  lossy: false,
  fits: transformable,
  async encode(frame) {
    const { HTJ2KEncoder } = await codecs.load('openjph')
    const bytes = compressed(HTJ2KEncoder, frame, precisionOf(frame), (encoder) => {
      encoder.setQuality(true, 0)
      encoder.setDecompositions(decompositionsOf(frame))
      encoder.setProgressionOrder(RPCL)
      if (markers) encoder.setTLMMarker(true)
    })
    return transformed(bytes, frame)
  },
})

const jpeg: Encoder = {
  lossy: true,
  fits: (pixels) =>
    plain(pixels) &&
    pixels.bitsAllocated === 8 &&
    pixels.bitsStored === 8 &&
    !pixels.signed &&
    pixels.photometricInterpretation !== 'PALETTE COLOR',
  async encode({ bytes, rows, columns, samplesPerPixel, photometricInterpretation }) {
    const colour = samplesPerPixel === 3
    const raw = { width: columns, height: rows, channels: colour ? 3 : 1 } as const
    const input = colour && photometricInterpretation === 'YBR_FULL' ? ybrFullToRgb(bytes) : bytes
    const image = sharp(input, { raw })
    const encoded = await (colour ? image : image.toColourspace('b-w'))
      .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
      .toBuffer()
    return { bytes: encoded, photometricInterpretation: colour ? 'YBR_FULL' : photometricInterpretation }
  },
}

const ENCODERS: ReadonlyMap<string, Encoder> = new Map([
  [RLE_LOSSLESS, rle],
  [JPEG_BASELINE, jpeg],
  [JPEG_LS_LOSSLESS, jpegLs],
  [JPEG_2000_LOSSLESS, jpeg2000],
  [HTJ2K_LOSSLESS, htj2k(false)],
  [HTJ2K_LOSSLESS_RPCL, htj2k(true)],
])

/** The syntax that a frame's media type means when none is named (PS3.18 §8.7.3.3.2). */
export const DEFAULT_SYNTAXES: ReadonlyMap<string, string> = new Map([
  ['image/dicom-rle', RLE_LOSSLESS],
  ['image/jls', JPEG_LS_LOSSLESS],
  ['image/jp2', JPEG_2000_LOSSLESS],
  ['image/jphc', HTJ2K_LOSSLESS],
])

/** Can frames that are stored so be compressed in this transfer syntax? */
export const canEncode = (uid: string, pixels: PixelDescription, stored: Compression): boolean =>
  stored !== 'video' && ENCODERS.get(uid)?.fits(pixels, stored) === true

export const isLossyEncoding = (uid: string): boolean => ENCODERS.get(uid)?.lossy === true

/** One frame, compressed. `canEncode` has said that it can be. */
export async function encodeFrame(frame: DecodedFrame, uid: string): Promise<CompressedFrame> {
  const encoder = ENCODERS.get(uid)
  if (!encoder) throw new Error(`nothing encodes ${uid}`)
  return encoder.encode(frame)
}
