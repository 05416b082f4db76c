import { deflateRawSync } from 'node:zlib'
import { entryOfTag, tag as tagOf } from '../dicom/dictionary.ts'
import { explicitElement } from '../dicom/write.ts'

/** DICOM files made from keywords and values (PS3.10 §7): the demonstration's data, and what tests upload. */

type Value = string | number | readonly (string | number)[] | Buffer | readonly DataSet[]
export interface DataSet {
  readonly [keyword: string]: Value
}

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1'
const IMPLEMENTATION_CLASS_UID = '2.25.302611538205938014437640929182342154870'

const isSequence = (value: Value): value is readonly DataSet[] =>
  Array.isArray(value) && value.length > 0 && typeof value[0] === 'object'

function numbers(values: readonly number[], vr: string): Buffer {
  const size = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 }[vr] ?? 2
  const bytes = Buffer.alloc(values.length * size)
  for (const [n, value] of values.entries()) {
    if (vr === 'US') bytes.writeUInt16LE(value, n * size)
    else if (vr === 'SS') bytes.writeInt16LE(value, n * size)
    else if (vr === 'UL') bytes.writeUInt32LE(value, n * size)
    else if (vr === 'SL') bytes.writeInt32LE(value, n * size)
    else if (vr === 'FL') bytes.writeFloatLE(value, n * size)
    else bytes.writeDoubleLE(value, n * size)
  }
  return bytes
}

const BINARY = new Set(['US', 'SS', 'UL', 'SL', 'FL', 'FD'])

function padded(text: string, vr: string): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from([vr === 'UI' ? 0 : 0x20])])
}

function items(sets: readonly DataSet[]): Buffer {
  return Buffer.concat(
    sets.map((set) => {
      const content = encode(set)
      const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0])
      head.writeUInt32LE(content.length, 4)
      return Buffer.concat([head, content])
    }),
  )
}

function element(keyword: string, value: Value): { tag: number; bytes: Buffer } {
  const tag = tagOf(keyword)
  const vr = entryOfTag(tag)?.vr ?? 'UN'
  if (Buffer.isBuffer(value))
    return {
      tag,
      bytes: explicitElement(
        tag,
        'OW',
        value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.of(0)]),
      ),
    }
  if (isSequence(value)) return { tag, bytes: explicitElement(tag, 'SQ', items(value)) }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  const own = BINARY.has(vr) ? numbers(values.map(Number), vr) : padded(values.join('\\'), vr)
  return { tag, bytes: explicitElement(tag, vr, own) }
}

function encode(set: DataSet): Buffer {
  const elements = Object.entries(set).map(([keyword, value]) => element(keyword, value))
  return Buffer.concat(elements.toSorted((a, b) => a.tag - b.tag).map((one) => one.bytes))
}

export interface FileOptions {
  /** Explicit VR Little Endian unless said otherwise; the data set is always written so, deflated where it says so. */
  TransferSyntaxUID?: string
  /** Encapsulated pixel data: one fragment a frame, with a basic offset table (PS3.5 §A.4). */
  frames?: readonly Buffer[]
}

const DEFLATED = '1.2.840.10008.1.2.1.99'

function encapsulated(frames: readonly Buffer[]): Buffer {
  const item = (content: Buffer) => {
    const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0])
    head.writeUInt32LE(content.length, 4)
    return Buffer.concat([head, content])
  }
  const even = frames.map((frame) => (frame.length % 2 === 0 ? frame : Buffer.concat([frame, Buffer.of(0)])))
  const offsets = Buffer.alloc(even.length * 4)
  let at = 0
  for (const [n, frame] of even.entries()) {
    offsets.writeUInt32LE(at, n * 4)
    at += frame.length + 8
  }
  const head = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff])
  const end = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])
  return Buffer.concat([head, item(offsets), ...even.map(item), end])
}

/** A whole file. SOPClassUID and SOPInstanceUID must be in the data set. */
export function part10File(
  set: DataSet,
  { TransferSyntaxUID = EXPLICIT_LITTLE_ENDIAN, frames }: FileOptions = {},
): Buffer {
  const meta = encode({
    MediaStorageSOPClassUID: String(set.SOPClassUID),
    MediaStorageSOPInstanceUID: String(set.SOPInstanceUID),
    TransferSyntaxUID,
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
  })
  const version = explicitElement(0x00020001, 'OB', Buffer.from([0, 1]))
  const group = Buffer.alloc(4)
  group.writeUInt32LE(version.length + meta.length)
  const length = explicitElement(0x00020000, 'UL', group)
  const body = frames ? Buffer.concat([encode(set), encapsulated(frames)]) : encode(set)
  const content = TransferSyntaxUID === DEFLATED ? deflateRawSync(body) : body
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, version, meta, content])
}
