import { littleEndian } from '../dicom/decoded-frame.ts'
import { readHeader } from '../dicom/instance.ts'
import type { Header } from '../dicom/part10.ts'
import type { Rewriting } from '../dicom/rewriting.ts'
import { EXPLICIT_LE, transferSyntax } from '../dicom/transfer-syntax.ts'
import { explicitDataSet, explicitHead, explicitMeta, type Replacements, textValue } from '../dicom/write.ts'
import type { Services } from '../services.ts'
import { decodedFrame } from './frames.ts'
import type { StoredInstance } from './stored-study.ts'

const PHOTOMETRIC_INTERPRETATION = 0x00280004
const PLANAR_CONFIGURATION = 0x00280006
const EXTENDED_OFFSET_TABLE = 0x7fe00001
const EXTENDED_OFFSET_TABLE_LENGTHS = 0x7fe00002
const MAX_LENGTH = 0xfffffffe

/** Can the instance be had in this transfer syntax? `*` means as it is. */
export function canTranscode(instance: StoredInstance, syntax: string): boolean {
  if (syntax === '*' || syntax === instance.transfer_syntax_uid) return true
  if (syntax !== EXPLICIT_LE) return false
  const stored = transferSyntax(instance.transfer_syntax_uid)
  if (!stored || stored.compression === 'video') return false
  const index = instance.frame_index
  if (!index || !stored.encapsulated) return true
  const { rows, columns, bitsAllocated, samplesPerPixel } = index.pixels
  const aligned = (rows * columns * bitsAllocated * samplesPerPixel) % 8 === 0
  const bytes = (index.frames * rows * columns * bitsAllocated * samplesPerPixel) / 8
  return index.frames > 0 && (aligned || index.frames === 1) && bytes <= MAX_LENGTH
}

/** The instance as a file in Explicit VR Little Endian, frame by frame. */
export async function* transcodeInstance(
  services: Services,
  instance: StoredInstance,
): AsyncGenerator<Buffer> {
  const header = await readHeader(instance.size, (range) => services.objects.read(instance.hash, range))
  if (!header.transferSyntax.encapsulated || !header.pixelData) {
    yield* nativeFile(services, instance, header)
    return
  }
  yield explicitMeta(header)
  yield* compressedPixels(services, instance, header)
}

/** A file that is not compressed, as one in Explicit VR Little Endian, with what changes in it. */
export async function* nativeFile(
  services: Services,
  instance: StoredInstance,
  header: Header,
  rewriting: Rewriting = {},
): AsyncGenerator<Buffer> {
  yield explicitMeta(header, EXPLICIT_LE, rewriting)
  yield explicitDataSet(header.dataSet, header.bytes, header.encoding.bigEndian, undefined, rewriting)
  yield* nativePixels(services, instance, header)
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

async function* nativePixels(
  services: Services,
  instance: StoredInstance,
  header: Header,
): AsyncGenerator<Buffer> {
  const { pixelData, encoding } = header
  if (!pixelData) return
  const { offset, length, tag } = pixelData
  const vr = pixelData.vr === 'OB' && !encoding.bigEndian ? 'OB' : pixelData.vr === 'UN' ? 'OW' : pixelData.vr
  yield explicitHead(tag, vr, length + (length % 2))
  if (header.bytes !== header.file) yield header.bytes.subarray(offset, offset + length)
  else if (!encoding.bigEndian)
    yield* services.objects.stream(instance.hash, { start: offset, end: offset + length })
  else {
    const bits = instance.frame_index?.pixels.bitsAllocated ?? 16
    const pixels = await services.objects.read(instance.hash, { start: offset, end: offset + length })
    yield littleEndian(pixels, bits, pixelData.vr === 'OB' ? 'OB' : 'OW')
  }
  if (length % 2 === 1) yield Buffer.alloc(1)
}
