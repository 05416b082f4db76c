import { anonymizedJson } from '../dicom/anonymization.ts'
import { littleEndian } from '../dicom/decoded-frame.ts'
import { readHeader } from '../dicom/instance.ts'
import type { Header } from '../dicom/part10.ts'
import type { Rewriting } from '../dicom/rewriting.ts'
import { EXPLICIT_LE, transferSyntax } from '../dicom/transfer-syntax.ts'
import { firstNumber, headerSource } from '../dicom/values.ts'
import { explicitDataSet, explicitHead, explicitMeta, type Replacements, textValue } from '../dicom/write.ts'
import type { ByteRange } from '../objects/store.ts'
import type { Services } from '../services.ts'
import { changedFile } from './changed-file.ts'
import { canEncode, isLossyEncoding } from './encoders.ts'
import { decodedFrame, encodedFrame } from './frames.ts'
import type { StoredInstance } from './stored-study.ts'

const PHOTOMETRIC_INTERPRETATION = 0x00280004
const PLANAR_CONFIGURATION = 0x00280006
const EXTENDED_OFFSET_TABLE = 0x7fe00001
const EXTENDED_OFFSET_TABLE_LENGTHS = 0x7fe00002
const MAX_LENGTH = 0xfffffffe

/** Can the instance be had in this transfer syntax? `*` means as it is. */
export function canTranscode(instance: StoredInstance, syntax: string): boolean {
  if (syntax === '*' || syntax === instance.transfer_syntax_uid) return true
  const stored = transferSyntax(instance.transfer_syntax_uid)
  if (!stored || stored.compression === 'video') return false
  const index = instance.frame_index
  if (syntax !== EXPLICIT_LE)
    return index !== null && index.frames > 0 && canEncode(syntax, index.pixels, stored.compression)
  if (!index || !stored.encapsulated) return true
  const { rows, columns, bitsAllocated, samplesPerPixel } = index.pixels
  const aligned = (rows * columns * bitsAllocated * samplesPerPixel) % 8 === 0
  const bytes = (index.frames * rows * columns * bitsAllocated * samplesPerPixel) / 8
  return index.frames > 0 && (aligned || index.frames === 1) && bytes <= MAX_LENGTH
}

/** The instance as a file in a transfer syntax that `canTranscode` allows, frame by frame. */
export function transcodeInstance(
  services: Services,
  instance: StoredInstance,
  syntax: string,
): AsyncGenerator<Buffer> {
  const file = transcoded(services, instance, syntax)
  const { anonymization } = instance
  return anonymization ? changedFile(file, (set) => anonymizedJson(set, anonymization)) : file
}

async function* transcoded(
  services: Services,
  instance: StoredInstance,
  syntax: string,
): AsyncGenerator<Buffer> {
  const header = await readHeader(instance.size, (range) => services.objects.read(instance.hash, range))
  if (syntax !== EXPLICIT_LE) {
    yield* encapsulatedFile(services, instance, header, syntax)
    return
  }
  if (!header.transferSyntax.encapsulated || !header.pixelData) {
    yield* nativeFile(header, storedFile(services, instance))
    return
  }
  yield explicitMeta(header)
  yield* compressedPixels(services, instance, header)
}

/** Where the bytes of a file are read from. */
export interface FileSource {
  read(range: ByteRange): Promise<Buffer>
  stream(range: ByteRange): AsyncIterable<Buffer>
}

export const storedFile = (
  { objects }: Pick<Services, 'objects'>,
  { hash }: Pick<StoredInstance, 'hash'>,
): FileSource => ({
  read: (range) => objects.read(hash, range),
  stream: (range) => objects.stream(hash, range),
})

/** A file that is not compressed, as one in Explicit VR Little Endian, with what changes in it. */
export async function* nativeFile(
  header: Header,
  source: FileSource,
  rewriting: Rewriting = {},
): AsyncGenerator<Buffer> {
  yield explicitMeta(header, EXPLICIT_LE, rewriting)
  yield explicitDataSet(header.dataSet, header.bytes, header.encoding.bigEndian, undefined, rewriting)
  yield* nativePixels(header, source)
}

const LOSSY_IMAGE_COMPRESSION = 0x00282110
const LOSSY_IMAGE_COMPRESSION_RATIO = 0x00282112
const LOSSY_IMAGE_COMPRESSION_METHOD = 0x00282114
const UNDEFINED = 0xffffffff

/** An item of encapsulated pixel data (PS3.5 Annex A.4), padded to an even length. */
function fragment(bytes: Buffer): Buffer {
  const odd = bytes.length % 2
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0])
  head.writeUInt32LE(bytes.length + odd, 4)
  return Buffer.concat([head, bytes, Buffer.alloc(odd)])
}

const NO_OFFSETS = fragment(Buffer.alloc(0))
const END_OF_FRAGMENTS = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])

/** A file whose frames are compressed anew, each in one fragment. */
async function* encapsulatedFile(
  services: Services,
  instance: StoredInstance,
  header: Header,
  syntax: string,
): AsyncGenerator<Buffer> {
  const { pixels } = instance.frame_index ?? {}
  const first = await encodedFrame(services, instance, 0, syntax)
  const replacements = new Map<number, { vr: string; value: Buffer } | undefined>([
    [EXTENDED_OFFSET_TABLE, undefined],
    [EXTENDED_OFFSET_TABLE_LENGTHS, undefined],
    [PHOTOMETRIC_INTERPRETATION, { vr: 'CS', value: textValue(first.photometricInterpretation, 'CS') }],
  ])
  if (pixels && pixels.samplesPerPixel > 1)
    replacements.set(PLANAR_CONFIGURATION, { vr: 'US', value: Buffer.alloc(2) })
  if (pixels && isLossyEncoding(syntax)) {
    const whole = (pixels.rows * pixels.columns * pixels.samplesPerPixel * pixels.bitsAllocated) / 8
    const ratio = (whole / first.bytes.length).toFixed(2)
    // What was lost before is said as well, in the order in which it happened.
    const before = (tag: number) => {
      const element = header.dataSet.get(tag)
      const text = element && header.bytes.toString('latin1', element.offset, element.offset + element.length)
      return text?.trim() ? [text.trim()] : []
    }
    const list = (tag: number, value: string) => [...before(tag), value].join('\\')
    replacements.set(LOSSY_IMAGE_COMPRESSION, { vr: 'CS', value: textValue('01', 'CS') })
    replacements.set(LOSSY_IMAGE_COMPRESSION_RATIO, {
      vr: 'DS',
      value: textValue(list(LOSSY_IMAGE_COMPRESSION_RATIO, ratio), 'DS'),
    })
    replacements.set(LOSSY_IMAGE_COMPRESSION_METHOD, {
      vr: 'CS',
      value: textValue(list(LOSSY_IMAGE_COMPRESSION_METHOD, 'ISO_10918_1'), 'CS'),
    })
  }
  yield explicitMeta(header, syntax)
  yield explicitDataSet(header.dataSet, header.bytes, header.encoding.bigEndian, replacements)
  yield explicitHead(0x7fe00010, 'OB', UNDEFINED)
  yield NO_OFFSETS
  yield fragment(first.bytes)
  for (let n = 1; n < instance.frames; n++)
    yield fragment((await encodedFrame(services, instance, n, syntax)).bytes)
  yield END_OF_FRAGMENTS
}

async function* compressedPixels(
  services: Services,
  instance: StoredInstance,
  header: Header,
): AsyncGenerator<Buffer> {
  const first = await decodedFrame(services, instance, 0)
  const replacements: Replacements = new Map([
    [EXTENDED_OFFSET_TABLE, undefined],
    [EXTENDED_OFFSET_TABLE_LENGTHS, undefined],
    [PHOTOMETRIC_INTERPRETATION, { vr: 'CS', value: textValue(first.photometricInterpretation, 'CS') }],
    ...(first.samplesPerPixel > 1
      ? [[PLANAR_CONFIGURATION, { vr: 'US', value: Buffer.alloc(2) }] as const]
      : []),
  ])
  yield explicitDataSet(header.dataSet, header.bytes, header.encoding.bigEndian, replacements)
  const length = first.bytes.length * instance.frames
  yield explicitHead(
    header.pixelData?.tag ?? 0x7fe00010,
    first.bitsAllocated > 8 ? 'OW' : 'OB',
    length + (length % 2),
  )
  yield first.bytes
  for (let n = 1; n < instance.frames; n++) yield (await decodedFrame(services, instance, n)).bytes
  if (length % 2 === 1) yield Buffer.alloc(1)
}

const BITS_ALLOCATED = 0x00280100

async function* nativePixels(header: Header, source: FileSource): AsyncGenerator<Buffer> {
  const { pixelData, encoding } = header
  if (!pixelData) return
  const { offset, length, tag } = pixelData
  const vr = pixelData.vr === 'OB' && !encoding.bigEndian ? 'OB' : pixelData.vr === 'UN' ? 'OW' : pixelData.vr
  yield explicitHead(tag, vr, length + (length % 2))
  if (header.bytes !== header.file) yield header.bytes.subarray(offset, offset + length)
  else if (!encoding.bigEndian) yield* source.stream({ start: offset, end: offset + length })
  else {
    const bits = firstNumber(header.dataSet, BITS_ALLOCATED, headerSource(header)) ?? 16
    const pixels = await source.read({ start: offset, end: offset + length })
    yield littleEndian(pixels, bits, pixelData.vr === 'OB' ? 'OB' : 'OW')
  }
  if (length % 2 === 1) yield Buffer.alloc(1)
}
