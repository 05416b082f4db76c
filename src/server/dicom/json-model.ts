import type { DataSet, Element } from './data-set.ts'
import { hexTag } from './dictionary.ts'
import { binaryNumber, type Source, sourceOf, texts } from './values.ts'

/** One attribute of the DICOM JSON Model (PS3.18 Annex F.2.2). */
export interface JsonAttribute {
  vr: string
  Value?: JsonValue[]
  BulkDataURI?: string
  InlineBinary?: string
}

export interface PersonName {
  Alphabetic?: string
  Ideographic?: string
  Phonetic?: string
}

export type JsonValue = string | number | null | PersonName | JsonDataSet
export interface JsonDataSet {
  [tag: string]: JsonAttribute
}

export interface JsonOptions {
  /** The URI of a value too large to stand inline, by its path of tags and item numbers (`00287FE0`, `50003000/0/...`). */
  bulkDataURI: (path: string) => string
  /** Binary values of more bytes become a URI. */
  inlineBytes: number
}

const BINARY = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN'])
const NUMERIC: Record<string, number> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, UV: 8, SV: 8 }
/** Look-up tables are read with the metadata by every viewer: inline up to 64 Ki entries of 16 bits, three times. */
const LOOKUP_TABLES = new Set([
  0x00281201, 0x00281202, 0x00281203, 0x00281204, 0x00281221, 0x00281222, 0x00281223, 0x00283006,
])
const LOOKUP_TABLE_BYTES = 131_072
const FILE_META_GROUP = 0x0002

/** A data set as DICOM JSON; group lengths are left out (PS3.18 §F.2.1). */
export function jsonOfDataSet(
  dataSet: DataSet,
  source: Source,
  options: JsonOptions,
  path = '',
): JsonDataSet {
  const json: JsonDataSet = {}
  for (const tag of [...dataSet.keys()].sort((a, b) => a - b)) {
    const element = dataSet.get(tag)
    if (!element || (tag & 0xffff) === 0 || tag >>> 16 === FILE_META_GROUP) continue
    json[hexTag(tag)] = jsonOfElement(element, source, options, path)
  }
  return json
}

function jsonOfElement(element: Element, source: Source, options: JsonOptions, path: string): JsonAttribute {
  const { vr, tag } = element
  const here = path + hexTag(tag)
  if (element.items) {
    if (element.items.length === 0) return { vr: 'SQ' }
    const bigEndian = element.implicit ? false : source.bigEndian
    const Value = element.items.map((item, n) =>
      jsonOfDataSet(
        item,
        sourceOf(source.bytes, bigEndian, item, { ...source, bigEndian }),
        options,
        `${here}/${n}/`,
      ),
    )
    return { vr: 'SQ', Value }
  }
  if (element.length === 0) return { vr }
  if (BINARY.has(vr)) return binary(element, source, options, here)
  const size = NUMERIC[vr]
  if (size !== undefined) return withValues(vr, binaryValues(element, source, size))
  if (vr === 'AT') return withValues(vr, attributeTags(element, source))
  const values = texts(element, source)
  if (vr === 'PN') return withValues(vr, values.map(personName))
  if (vr === 'DS' || vr === 'IS') return withValues(vr, values.map(decimal))
  return withValues(
    vr,
    values.map((value) => (value === '' ? null : value)),
  )
}

/** An attribute whose values are all empty has no `Value` (PS3.18 §F.2.5). */
function withValues(vr: string, values: JsonValue[]): JsonAttribute {
  return values.some((value) => value !== null) ? { vr, Value: values } : { vr }
}

function binary(element: Element, source: Source, options: JsonOptions, path: string): JsonAttribute {
  const { vr, tag, length, offset } = element
  const limit = LOOKUP_TABLES.has(tag) ? LOOKUP_TABLE_BYTES : options.inlineBytes
  if (element.undefinedLength || length > limit) return { vr, BulkDataURI: options.bulkDataURI(path) }
  const value = source.bytes.subarray(offset, offset + length)
  return { vr, InlineBinary: littleEndian(value, vr, source.bigEndian).toString('base64') }
}

const WORD: Record<string, number> = { OW: 2, OF: 4, OL: 4, OD: 8, OV: 8 }

/** Binary values travel in little endian (PS3.18 §F.2.7). */
export function littleEndian(value: Buffer, vr: string, bigEndian: boolean): Buffer {
  const word = WORD[vr]
  if (!bigEndian || word === undefined) return value
  const copy = Buffer.from(value.subarray(0, value.length - (value.length % word)))
  if (word === 2) return copy.swap16()
  return word === 4 ? copy.swap32() : copy.swap64()
}

function binaryValues(element: Element, source: Source, size: number): JsonValue[] {
  const { vr, offset, length } = element
  const values: JsonValue[] = []
  for (let at = offset; at + size <= offset + length; at += size) {
    if (vr === 'SV' || vr === 'UV') values.push(longInteger(source, at, vr))
    else values.push(finite(binaryNumber(source.bytes, at, vr, source.bigEndian)))
  }
  return values
}

const finite = (value: number): JsonValue => (Number.isFinite(value) ? value : String(value))

/** As a number while it is exact, else as text, which the model allows for SV and UV. */
function longInteger({ bytes, bigEndian }: Source, at: number, vr: string): JsonValue {
  const value =
    vr === 'SV'
      ? bigEndian
        ? bytes.readBigInt64BE(at)
        : bytes.readBigInt64LE(at)
      : bigEndian
        ? bytes.readBigUInt64BE(at)
        : bytes.readBigUInt64LE(at) // prettier-ignore
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

function attributeTags(element: Element, source: Source): JsonValue[] {
  const values: JsonValue[] = []
  for (let at = element.offset; at + 4 <= element.offset + element.length; at += 4) {
    values.push(hexTag(binaryNumber(source.bytes, at, 'AT', source.bigEndian)))
  }
  return values
}

/** A DS or IS that is no number is no value: readers compute with these. */
function decimal(value: string): JsonValue {
  const number = value === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : null
}

/** The component groups of a person name (PS3.5 §6.2.1.1). */
export function personName(value: string): PersonName | null {
  if (value === '') return null
  const [Alphabetic = '', Ideographic = '', Phonetic = ''] = value.split('=')
  const name: PersonName = {}
  if (Alphabetic !== '') name.Alphabetic = Alphabetic
  if (Ideographic !== '') name.Ideographic = Ideographic
  if (Phonetic !== '') name.Phonetic = Phonetic
  return name
}

/** The items of a sequence; none for what is no sequence. */
export function itemsOf(attribute: JsonAttribute | undefined): JsonDataSet[] {
  if (attribute?.vr !== 'SQ') return []
  return (attribute.Value ?? []).filter(
    (value): value is JsonDataSet => typeof value === 'object' && value !== null,
  )
}
