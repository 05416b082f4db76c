import { deflateRawSync } from 'node:zlib'
import { tag } from '../dictionary.ts'
import { EXPLICIT_LE, IMPLICIT_LE, RLE_LOSSLESS, transferSyntax } from '../transfer-syntax.ts'
import { explicitElement, textValue } from '../write.ts'

/** Small valid DICOM files, made in memory: for tests, benchmarks and demonstrations. */
export interface FileOptions {
  studyUID?: string
  seriesUID?: string
  sopUID?: string
  sopClassUID?: string
  transferSyntaxUID?: string
  patientName?: string
  patientID?: string
  characterSet?: string
  modality?: string
  studyDate?: string
  accessionNumber?: string
  studyDescription?: string
  seriesNumber?: number
  instanceNumber?: number
  rows?: number
  columns?: number
  frames?: number
  /** 1 grey of 16 bits, 3 RGB of 8 bits; 0 no image at all. */
  samples?: 0 | 1 | 3
  windowCenter?: number
  windowWidth?: number
  /** Values of the pixels, by frame, row, column and sample; a gradient when absent. */
  pixel?: (frame: number, row: number, column: number, sample: number) => number
  /** All pixels at once, in the place of `pixel`: little endian, interleaved. */
  pixelData?: Buffer
  /** Further elements, after which the same tag of the standard ones is left out. */
  extra?: { tag: number; vr: string; value: Buffer }[]
}

export const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7'
export const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2'

interface BuiltElement {
  tag: number
  vr: string
  value: Buffer
}

const text = (keyword: string, vr: string, value: string): BuiltElement => ({
  tag: tag(keyword),
  vr,
  value: vr === 'PN' || vr === 'LO' ? padded(Buffer.from(value, 'utf8')) : textValue(value, vr),
})

const padded = (bytes: Buffer): Buffer =>
  bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(' ')])

const us = (keyword: string, value: number): BuiltElement => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return { tag: tag(keyword), vr: 'US', value: bytes }
}

/** The pixels of a file that `buildFile` makes with the same options: little endian, interleaved. */
export function buildPixels(options: FileOptions): Buffer {
  if (options.pixelData) return options.pixelData
  const { rows = 16, columns = 16, frames = 1, samples = 1 } = options
  const {
    pixel = (frame, row, column, sample) =>
      (row * 7 + column * 3 + frame * 11 + sample * 50) % (samples === 3 ? 256 : 4096),
  } = options
  const size = samples === 3 ? 1 : 2
  const bytes = Buffer.alloc(frames * rows * columns * samples * size)
  let at = 0
  for (let frame = 0; frame < frames; frame++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let sample = 0; sample < samples; sample++) {
          const value = pixel(frame, row, column, sample)
          at = size === 1 ? bytes.writeUInt8(value & 0xff, at) : bytes.writeUInt16LE(value & 0xffff, at)
        }
      }
    }
  }
  return bytes
}

/** A whole file. Explicit and implicit little endian, big endian, deflated, encapsulated uncompressed and RLE. */
export function buildFile(options: FileOptions): Buffer {
  const { transferSyntaxUID = EXPLICIT_LE, sopClassUID = SECONDARY_CAPTURE, sopUID = '1.2.3.4' } = options
  const syntax = transferSyntax(transferSyntaxUID)
  const meta = [
    explicitElement(0x00020001, 'OB', Buffer.from([0, 1])),
    explicitElement(0x00020002, 'UI', textValue(sopClassUID, 'UI')),
    explicitElement(0x00020003, 'UI', textValue(sopUID, 'UI')),
    explicitElement(0x00020010, 'UI', textValue(transferSyntaxUID, 'UI')),
  ]
  const length = Buffer.alloc(4)
  length.writeUInt32LE(Buffer.concat(meta).length)
  const body = Buffer.concat(dataSet(options).map((element) => written(element, transferSyntaxUID)))
  const data = syntax?.encapsulated
    ? Buffer.concat([body, encapsulated(options, transferSyntaxUID)])
    : Buffer.concat([body, nativePixels(options, transferSyntaxUID)])
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    explicitElement(0x00020000, 'UL', length),
    ...meta,
    syntax?.deflated ? deflateRawSync(data) : data,
  ])
}

function dataSet(options: FileOptions): BuiltElement[] {
  const { rows = 16, columns = 16, frames = 1, samples = 1, extra = [] } = options
  const standard = [
    ...(options.characterSet === undefined ? [] : [text('SpecificCharacterSet', 'CS', options.characterSet)]),
    text('SOPClassUID', 'UI', options.sopClassUID ?? SECONDARY_CAPTURE),
    text('SOPInstanceUID', 'UI', options.sopUID ?? '1.2.3.4'),
    text('StudyDate', 'DA', options.studyDate ?? '20260102'),
    text('StudyTime', 'TM', '101112'),
    text('AccessionNumber', 'SH', options.accessionNumber ?? 'A1'),
    text('Modality', 'CS', options.modality ?? 'OT'),
    text('StudyDescription', 'LO', options.studyDescription ?? 'Made for a test'),
    text('PatientName', 'PN', options.patientName ?? 'Test^Patient'),
    text('PatientID', 'LO', options.patientID ?? 'P1'),
    text('PatientBirthDate', 'DA', '19700101'),
    text('PatientSex', 'CS', 'O'),
    text('StudyInstanceUID', 'UI', options.studyUID ?? '1.2.3.1'),
    text('SeriesInstanceUID', 'UI', options.seriesUID ?? '1.2.3.2'),
    text('StudyID', 'SH', 'S1'),
    text('SeriesNumber', 'IS', String(options.seriesNumber ?? 1)),
    text('InstanceNumber', 'IS', String(options.instanceNumber ?? 1)),
    ...(samples === 0
      ? []
      : [
          us('SamplesPerPixel', samples),
          text('PhotometricInterpretation', 'CS', samples === 3 ? 'RGB' : 'MONOCHROME2'),
          ...(samples === 3 ? [us('PlanarConfiguration', 0)] : []),
          ...(frames > 1 ? [text('NumberOfFrames', 'IS', String(frames))] : []),
          us('Rows', rows),
          us('Columns', columns),
          us('BitsAllocated', samples === 3 ? 8 : 16),
          us('BitsStored', samples === 3 ? 8 : 12),
          us('HighBit', samples === 3 ? 7 : 11),
          us('PixelRepresentation', 0),
          ...(options.windowCenter === undefined
            ? []
            : [text('WindowCenter', 'DS', String(options.windowCenter))]),
          ...(options.windowWidth === undefined
            ? []
            : [text('WindowWidth', 'DS', String(options.windowWidth))]),
        ]),
  ]
  const replaced = new Set(extra.map((element) => element.tag))
  return [...standard.filter((element) => !replaced.has(element.tag)), ...extra].sort((a, b) => a.tag - b.tag)
}

const BIG_ENDIAN = '1.2.840.10008.1.2.2'

function written({ tag: number, vr, value }: BuiltElement, syntax: string): Buffer {
  if (syntax === IMPLICIT_LE) {
    const head = Buffer.alloc(8)
    head.writeUInt16LE(number >>> 16, 0)
    head.writeUInt16LE(number & 0xffff, 2)
    head.writeUInt32LE(value.length, 4)
    return Buffer.concat([head, value])
  }
  if (syntax !== BIG_ENDIAN) return explicitElement(number, vr, value)
  const long = vr === 'OW' || vr === 'OB'
  const head = Buffer.alloc(long ? 12 : 8)
  head.writeUInt16BE(number >>> 16, 0)
  head.writeUInt16BE(number & 0xffff, 2)
  head.write(vr, 4, 'latin1')
  if (long) head.writeUInt32BE(value.length, 8)
  else head.writeUInt16BE(value.length, 6)
  return Buffer.concat([head, vr === 'US' || vr === 'OW' ? Buffer.from(value).swap16() : value])
}

function nativePixels(options: FileOptions, syntax: string): Buffer {
  if (options.samples === 0) return Buffer.alloc(0)
  return written(
    { tag: 0x7fe00010, vr: options.samples === 3 ? 'OB' : 'OW', value: padded(buildPixels(options)) },
    syntax,
  )
}

function encapsulated(options: FileOptions, syntax: string): Buffer {
  const { frames = 1 } = options
  const pixels = buildPixels(options)
  const frameLength = pixels.length / frames
  const head = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff])
  const items = [item(Buffer.alloc(0))]
  for (let frame = 0; frame < frames; frame++) {
    const raw = pixels.subarray(frame * frameLength, (frame + 1) * frameLength)
    items.push(item(syntax === RLE_LOSSLESS ? rle(raw, options.samples === 3 ? 3 : 1) : raw))
  }
  return Buffer.concat([head, ...items, Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])])
}

function item(content: Buffer): Buffer {
  const even = content.length % 2 === 0 ? content : Buffer.concat([content, Buffer.alloc(1)])
  const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0])
  head.writeUInt32LE(even.length, 4)
  return Buffer.concat([head, even])
}

/** RLE without runs: literal stretches are valid too (PS3.5 Annex G.3). */
function rle(frame: Buffer, samples: number): Buffer {
  const size = samples === 3 ? 1 : 2
  const step = samples * size
  const segments: Buffer[] = []
  for (let sample = 0; sample < samples; sample++) {
    for (let byte = size - 1; byte >= 0; byte--) {
      const plane = Buffer.from(frame.filter((_, n) => n % step === sample * size + byte))
      const packed: Buffer[] = []
      for (let at = 0; at < plane.length; at += 128) {
        const stretch = plane.subarray(at, at + 128)
        packed.push(Buffer.from([stretch.length - 1]), stretch)
      }
      segments.push(Buffer.concat(packed))
    }
  }
  const header = Buffer.alloc(64)
  header.writeUInt32LE(segments.length, 0)
  let offset = 64
  for (const [n, segment] of segments.entries()) {
    header.writeUInt32LE(offset, 4 + n * 4)
    offset += segment.length
  }
  return Buffer.concat([header, ...segments])
}
