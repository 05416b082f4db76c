import { entryOfTag } from './dictionary.ts'
import type { JsonAttribute, JsonDataSet, JsonValue, PersonName } from './json-model.ts'
import { DicomRefusal } from './refusal.ts'
import { EXPLICIT_LE } from './transfer-syntax.ts'
import { explicitElement } from './write.ts'

/** DICOM JSON (PS3.18 Annex F) as Explicit VR Little Endian: the way back from `json-model.ts`. */

/** The bytes behind a `BulkDataURI`; refuses one that leads nowhere. */
export type BulkData = (uri: string) => Buffer

const IMPLEMENTATION_CLASS_UID = '2.25.302611538205938014437640929182342154870'
const MOST_DEPTH = 64
const NUMBERS: Record<string, [size: number, write: (bytes: Buffer, value: number, at: number) => void]> = {
  US: [2, (bytes, value, at) => bytes.writeUInt16LE(value, at)],
  SS: [2, (bytes, value, at) => bytes.writeInt16LE(value, at)],
  UL: [4, (bytes, value, at) => bytes.writeUInt32LE(value, at)],
  SL: [4, (bytes, value, at) => bytes.writeInt32LE(value, at)],
  FL: [4, (bytes, value, at) => bytes.writeFloatLE(value, at)],
  FD: [8, (bytes, value, at) => bytes.writeDoubleLE(value, at)],
}
const LONG_INTEGERS = new Set(['SV', 'UV'])
const BINARY = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN'])
const VR = /^[A-Z]{2}$/

const malformed = (tag: string, why: string) => new DicomRefusal('MALFORMED', `Attribute ${tag} ${why}`)

const noBulkData: BulkData = (uri) => {
  throw new DicomRefusal('MALFORMED', `No part of the request has the location ${uri.slice(0, 100)}`)
}

/** The attributes of a data set in the order of their tags. Group lengths and file meta information are left out. */
export function encodeJson(set: JsonDataSet, bulk: BulkData = noBulkData, depth = 0): Buffer {
  if (depth > MOST_DEPTH) throw new DicomRefusal('NESTED_TOO_DEEP', 'Sequences are nested too deep')
  const parts = Object.entries(set)
    .map(([name, attribute]): [number, string, JsonAttribute] => {
      if (!/^[0-9a-f]{8}$/i.test(name)) throw malformed(name.slice(0, 16), 'is no tag')
      return [Number.parseInt(name, 16), name, attribute]
    })
    .filter(([tag]) => tag >>> 16 > 2 && (tag & 0xffff) !== 0)
    .sort(([a], [b]) => a - b)
    .map(([tag, name, attribute]) => encodeAttribute(tag, name, attribute, bulk, depth))
  return Buffer.concat(parts)
}

function encodeAttribute(
  tag: number,
  name: string,
  attribute: JsonAttribute,
  bulk: BulkData,
  depth: number,
): Buffer {
  const vr = attribute.vr ?? entryOfTag(tag)?.vr ?? 'UN'
  if (typeof vr !== 'string' || !VR.test(vr)) throw malformed(name, 'has no value representation')
  if (attribute.InlineBinary !== undefined)
    return explicitElement(tag, vr, even(Buffer.from(String(attribute.InlineBinary), 'base64'), vr))
  if (attribute.BulkDataURI !== undefined)
    return explicitElement(tag, vr, even(bulk(String(attribute.BulkDataURI)), vr))
  const values = attribute.Value ?? []
  if (!Array.isArray(values)) throw malformed(name, 'has a value that is no list')
  if (vr === 'SQ') return explicitElement(tag, vr, encodeItems(name, values, bulk, depth))
  if (BINARY.has(vr) && values.length > 0) throw malformed(name, `is ${vr} and needs its bytes`)
  return explicitElement(tag, vr, encodeValues(name, vr, values))
}

function encodeItems(name: string, values: readonly JsonValue[], bulk: BulkData, depth: number): Buffer {
  return Buffer.concat(
    values.map((value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw malformed(name, 'has an item that is no data set')
      const set: JsonDataSet = {}
      for (const [key, attribute] of Object.entries(value))
        if (typeof attribute === 'object' && attribute !== null) set[key] = attribute
      const content = encodeJson(set, bulk, depth + 1)
      const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0])
      head.writeUInt32LE(content.length, 4)
      return Buffer.concat([head, content])
    }),
  )
}

function encodeValues(name: string, vr: string, values: readonly JsonValue[]): Buffer {
  const number = NUMBERS[vr]
  try {
    if (number) {
      const [size, write] = number
      const bytes = Buffer.alloc(values.length * size)
      for (const [n, value] of values.entries()) write(bytes, Number(value), n * size)
      return bytes
    }
    if (LONG_INTEGERS.has(vr)) {
      const bytes = Buffer.alloc(values.length * 8)
      for (const [n, value] of values.entries()) {
        if (vr === 'SV') bytes.writeBigInt64LE(BigInt(String(value)), n * 8)
        else bytes.writeBigUInt64LE(BigInt(String(value)), n * 8)
      }
      return bytes
    }
  } catch {
    throw malformed(name, `has a value that is no ${vr}`)
  }
  if (vr === 'AT') {
    const bytes = Buffer.alloc(values.length * 4)
    for (const [n, value] of values.entries()) {
      if (!/^[0-9a-f]{8}$/i.test(String(value))) throw malformed(name, 'has a value that is no tag')
      const tag = Number.parseInt(String(value), 16)
      bytes.writeUInt16LE(tag >>> 16, n * 4)
      bytes.writeUInt16LE(tag & 0xffff, n * 4 + 2)
    }
    return bytes
  }
  return even(Buffer.from(values.map((value) => textOf(name, vr, value)).join('\\'), 'utf8'), vr)
}

function textOf(name: string, vr: string, value: JsonValue): string {
  if (value === null) return ''
  if (vr === 'PN') return typeof value === 'object' ? personText(value) : String(value)
  if (typeof value === 'object') throw malformed(name, `has a value that is no ${vr}`)
  return String(value)
}

function personText(value: PersonName | JsonDataSet): string {
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value
  return [Alphabetic, Ideographic, Phonetic].map(String).join('=').replace(/=+$/, '')
}

const even = (bytes: Buffer, vr: string): Buffer =>
  bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.of(vr === 'UI' || BINARY.has(vr) ? 0 : 0x20)])

/** Preamble and file meta information of a new file (PS3.10 §7.1). */
export function encodeMeta(
  SOPClassUID: string,
  SOPInstanceUID: string,
  transferSyntaxUID: string = EXPLICIT_LE,
): Buffer {
  const ui = (tag: number, uid: string) => explicitElement(tag, 'UI', even(Buffer.from(uid, 'latin1'), 'UI'))
  const content = Buffer.concat([
    explicitElement(0x00020001, 'OB', Buffer.of(0, 1)),
    ui(0x00020002, SOPClassUID),
    ui(0x00020003, SOPInstanceUID),
    ui(0x00020010, transferSyntaxUID),
    ui(0x00020012, IMPLEMENTATION_CLASS_UID),
  ])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(content.length)
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    explicitElement(0x00020000, 'UL', length),
    content,
  ])
}

/** The first text value of an attribute; nothing when it is absent or empty. */
export function jsonText(set: JsonDataSet, tag: string): string | undefined {
  const value = set[tag]?.Value?.[0]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

/**
 * A whole file without bulk pixel data in memory: the data set in UTF-8, then, where there are pixels, their element.
 * Their bytes are passed on as they come.
 *
 * @param pixels of PixelData (7FE0,0010): plain bytes of `length`, or one compressed fragment in encapsulated form
 */
export async function* encodeFile(
  set: JsonDataSet,
  options: {
    transferSyntaxUID?: string
    bulk?: BulkData
    pixels?: {
      vr: string
      length: number
      encapsulated: boolean
      /** Encapsulated pixels come with their items and the delimiter at their end, as they stood in a file. */
      asItems?: boolean
      source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
    }
  } = {},
): AsyncGenerator<Uint8Array> {
  const { pixels } = options
  const { '7FE00010': _, '00083002': __, ...rest } = set
  const whole: JsonDataSet = { ...rest, '00080005': { vr: 'CS', Value: ['ISO_IR 192'] } }
  const [SOPClassUID = '', SOPInstanceUID = ''] = [jsonText(set, '00080016'), jsonText(set, '00080018')]
  if (SOPClassUID === '' || SOPInstanceUID === '')
    throw new DicomRefusal('MISSING_UID', `SOP${SOPClassUID === '' ? 'Class' : 'Instance'}UID is missing`)
  yield encodeMeta(SOPClassUID, SOPInstanceUID, options.transferSyntaxUID)
  const own = pixels || !set['7FE00010'] ? whole : { ...whole, '7FE00010': set['7FE00010'] }
  yield encodeJson(own, options.bulk)
  if (!pixels) return
  const odd = pixels.length % 2
  const head = Buffer.alloc(12)
  head.writeUInt16LE(0x7fe0, 0)
  head.writeUInt16LE(0x0010, 2)
  head.write(pixels.encapsulated ? 'OB' : pixels.vr, 4, 'latin1')
  head.writeUInt32LE(pixels.encapsulated ? 0xffffffff : pixels.length + odd, 8)
  yield head
  if (pixels.asItems) {
    yield* pixels.source
    return
  }
  if (pixels.encapsulated) {
    const items = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0])
    items.writeUInt32LE(pixels.length + odd, 12)
    yield items
  }
  yield* pixels.source
  if (odd) yield Buffer.of(0)
  if (pixels.encapsulated) yield Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])
}
