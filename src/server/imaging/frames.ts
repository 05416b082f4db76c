import { type DecodedFrame, nativeFrame } from '../dicom/decoded-frame.ts'
import { type FrameIndex, frameOfRange, frameRange } from '../dicom/frame-index.ts'
import { readHeader } from '../dicom/instance.ts'
import type { PixelDescription } from '../dicom/pixel-description.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { EXPLICIT_LE, type TransferSyntax, transferSyntax } from '../dicom/transfer-syntax.ts'
import type { Services } from '../services.ts'
import type { CompressedFrame } from './encoders.ts'
import { pixelWorkers } from './pool.ts'
import type { StoredInstance } from './stored-study.ts'

export type FrameSource = Pick<
  StoredInstance,
  'hash' | 'size' | 'transfer_syntax_uid' | 'frame_index' | 'frames'
>

const syntaxOf = ({ transfer_syntax_uid }: FrameSource): TransferSyntax => {
  const syntax = transferSyntax(transfer_syntax_uid)
  if (!syntax) throw new Error(`stored with the unknown transfer syntax ${transfer_syntax_uid}`)
  return syntax
}

/**
 * The transfer syntax that a stored frame travels in. What is not really compressed, or what browsers cannot read,
 * travels as plain little endian: implicit VR and big endian, deflated data sets and frames, encapsulated but
 * uncompressed pixels.
 */
export function storedFrameSyntax(source: FrameSource): string {
  const syntax = syntaxOf(source)
  const compressed =
    syntax.encapsulated && syntax.compression !== 'none' && syntax.compression !== 'deflated-frame'
  return compressed ? syntax.uid : EXPLICIT_LE
}

function indexOf(source: FrameSource): FrameIndex {
  if (!source.frame_index || source.frames === 0)
    throw new DicomRefusal('NO_IMAGE', 'The object has no image')
  return source.frame_index
}

/** Frame `n` (from 0) as `storedFrameSyntax` says. */
export async function storedFrame(services: Services, source: FrameSource, n: number): Promise<Buffer> {
  const syntax = syntaxOf(source)
  if (storedFrameSyntax(source) === syntax.uid && syntax.encapsulated) return rawFrame(services, source, n)
  if (syntax.encapsulated) return (await decodedFrame(services, source, n)).bytes
  // Planes stay planes, as the metadata says.
  const pixels: PixelDescription = { ...indexOf(source).pixels, planarConfiguration: 0 }
  return nativeFrame(await rawFrame(services, source, n), pixels, syntax.bigEndian, 'OB').bytes
}

/** Does a frame stand in the file just as it travels? Then it can be read straight into an answer. */
export function travelsAsStored(source: FrameSource): boolean {
  const index = source.frame_index
  return (
    index?.kind === 'native' &&
    index.frameBits % 8 === 0 &&
    index.pixels.photometricInterpretation !== 'YBR_FULL_422' &&
    !syntaxOf(source).bigEndian
  )
}

/** Frame `n` (from 0) as plain numbers. Compressed ones are decoded in a worker. */
export async function decodedFrame(
  services: Services,
  source: FrameSource,
  n: number,
): Promise<DecodedFrame> {
  const syntax = syntaxOf(source)
  const { pixels } = indexOf(source)
  const bytes = await rawFrame(services, source, n)
  if (!syntax.encapsulated) return nativeFrame(bytes, pixels, syntax.bigEndian, 'OB')
  if (syntax.compression === 'none') return nativeFrame(bytes, pixels, false, 'OB')
  return pixelWorkers().decode({ bytes, pixels, compression: syntax.compression })
}

/** Frame `n` (from 0) in a transfer syntax that `canEncode` allows. */
export async function encodedFrame(
  services: Services,
  source: FrameSource,
  n: number,
  target: string,
): Promise<CompressedFrame> {
  const { bigEndian, compression } = syntaxOf(source)
  const { pixels } = indexOf(source)
  const bytes = await rawFrame(services, source, n)
  // Eight bit words of big endian files were put in order when they were read.
  const swap = bigEndian && pixels.bitsAllocated > 8
  return pixelWorkers().encode({ bytes, pixels, compression, bigEndian: swap }, target)
}

/** Frame `n` as it stands in the file, fragments joined. Eight bit words of big endian files are put in order. */
export async function rawFrame(services: Services, source: FrameSource, n: number): Promise<Buffer> {
  const index = indexOf(source)
  const syntax = syntaxOf(source)
  const range = frameRange(index, n)
  if (index.kind === 'inflated') {
    const bytes = await inflated(services, source)
    return frameOfRange(index, n, bytes.subarray(range.start, range.end))
  }
  if (syntax.bigEndian && index.pixels.bitsAllocated <= 8 && index.frameBits % 8 === 0) {
    // In words: byte n stands where n with its lowest bit turned over would (PS3.5 §7.3). Written as OB it does not.
    const even = {
      start: range.start - ((range.start - index.offset) % 2),
      end: range.end + ((range.end - index.offset) % 2),
    }
    const words = await services.objects.read(source.hash, even)
    const ordered = (await isInWords(services, source)) && words.length % 2 === 0 ? words.swap16() : words
    return ordered.subarray(range.start - even.start, range.end - even.start)
  }
  return frameOfRange(index, n, await services.objects.read(source.hash, range))
}

async function isInWords(services: Services, source: FrameSource): Promise<boolean> {
  const header = await readHeader(source.size, (range) => services.objects.read(source.hash, range))
  return header.pixelData?.vr === 'OW'
}

/** The last inflated data set: frames of one object are asked for one after the other. */
let last: { hash: string; bytes: Promise<Buffer> } | undefined

function inflated(services: Services, source: FrameSource): Promise<Buffer> {
  if (last?.hash === source.hash) return last.bytes
  const bytes = services.objects.read(source.hash).then(async (file) => {
    const header = await readHeader(file.length, ({ start, end }) => file.subarray(start, end))
    return header.bytes
  })
  last = { hash: source.hash, bytes }
  bytes.catch(() => {
    last = undefined
  })
  return bytes
}
