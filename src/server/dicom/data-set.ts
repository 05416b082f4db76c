import { implicitVR, tagLabel } from './dictionary.ts'
import { DicomRefusal, NeedMoreBytes } from './refusal.ts'

/** A data element by position: the value stays where it is until someone asks for it. */
export interface Element {
  tag: number
  vr: string
  /** Of the value, from the start of the buffer. */
  offset: number
  /** Of the value in bytes, an undefined length resolved. */
  length: number
  /** Value length was undefined (PS3.5 §7.1.1): a sequence, or encapsulated pixel data. */
  undefinedLength: boolean
  /** Of a sequence. */
  items?: DataSet[]
  /** The items of this sequence are implicit VR little endian whatever surrounds them (PS3.5 §6.2.2). */
  implicit?: boolean
}

export type DataSet = Map<number, Element>

export interface Encoding {
  implicit: boolean
  bigEndian: boolean
}

export interface ParsedDataSet {
  dataSet: DataSet
  /** The first of Float, Double Float and Pixel Data at top level; where reading stopped. */
  pixelData?: Element
}

const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
const SEQUENCE_END = 0xfffee0dd
const UNDEFINED = 0xffffffff
const MAX_DEPTH = 64
const MAX_ELEMENTS = 500_000

const LONG_VRS = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
const SHORT_VRS = new Set(
  [
    'AE',
    'AS',
    'AT',
    'CS',
    'DA',
    'DS',
    'DT',
    'FD',
    'FL',
    'IS',
    'LO',
    'LT',
    'PN',
    'SH',
    'SL',
    'SS',
    'ST',
    'TM',
    'UI',
    'UL',
    'US',
  ], // prettier-ignore
)

const isPixelData = (tag: number): boolean => tag === 0x7fe00010 || tag === 0x7fe00008 || tag === 0x7fe00009

/**
 * Reads the elements of a data set from `start`, pixel data excepted (PS3.5 §7).
 *
 * @param bytes the file, or as much of its beginning as is at hand
 * @param total bytes of the whole file; `NeedMoreBytes` when an element lies beyond `bytes`, a refusal when beyond `total`
 * @param group when given, stops before the first element of another group
 */
export function parseDataSet(
  bytes: Buffer,
  start: number,
  total: number,
  encoding: Encoding,
  group?: number,
): ParsedDataSet & { end: number } {
  const reader = new Reader(bytes, total)
  const dataSet: DataSet = new Map()
  let at = start
  while (at < total) {
    if (total - at < 8) {
      // A few bytes are left over: writers pad; anything else is the beginning of a lost element.
      if (total - at > 1 && !reader.isZero(at, total))
        throw truncated(`the file ends inside an element header`)
      at = total
      break
    }
    if (group !== undefined && reader.tag(at, encoding.bigEndian) >>> 16 !== group) break
    const element = reader.element(at, total, encoding, 0)
    if (isPixelData(element.tag)) {
      return { dataSet, pixelData: element, end: element.offset }
    }
    if (!dataSet.has(element.tag)) dataSet.set(element.tag, element)
    at = element.offset + element.length + reader.trailer
  }
  return { dataSet, end: at }
}

const truncated = (detail: string) => new DicomRefusal('TRUNCATED', `The file is cut short: ${detail}`)
const malformed = (detail: string) => new DicomRefusal('MALFORMED', `The data set cannot be read: ${detail}`)

class Reader {
  readonly bytes: Buffer
  readonly total: number
  /** Bytes between the end of the last element's value and the next element: a delimitation item, or nothing. */
  trailer = 0
  #elements = 0

  constructor(bytes: Buffer, total: number) {
    this.bytes = bytes
    this.total = total
  }

  need(end: number): void {
    if (end > this.total) throw truncated(`byte ${end} is past its end at ${this.total}`)
    if (end > this.bytes.length) throw new NeedMoreBytes(end)
  }

  isZero(from: number, to: number): boolean {
    this.need(to)
    return this.bytes.subarray(from, to).every((byte) => byte === 0)
  }

  u16(at: number, bigEndian: boolean): number {
    return bigEndian ? this.bytes.readUInt16BE(at) : this.bytes.readUInt16LE(at)
  }

  u32(at: number, bigEndian: boolean): number {
    return bigEndian ? this.bytes.readUInt32BE(at) : this.bytes.readUInt32LE(at)
  }

  tag(at: number, bigEndian: boolean): number {
    this.need(at + 4)
    return this.u16(at, bigEndian) * 0x10000 + this.u16(at + 2, bigEndian)
  }

  /** The element whose header stands at `at`, inside a parent that ends at `limit`. */
  element(at: number, limit: number, encoding: Encoding, depth: number): Element {
    if (++this.#elements > MAX_ELEMENTS) throw malformed(`more than ${MAX_ELEMENTS} elements`)
    this.need(at + 8)
    this.trailer = 0
    const tag = this.tag(at, encoding.bigEndian)
    if (tag >>> 16 === 0xfffe) throw malformed(`${tagLabel(tag)} outside of a sequence`)
    const { vr, length, offset } = this.header(tag, at, encoding)

    if (depth === 0 && isPixelData(tag)) return this.pixelData(tag, vr, offset, length)
    if (length === UNDEFINED) {
      if (vr === 'SQ' || vr === 'UN' || encoding.implicit) {
        const inner = vr === 'UN' ? { implicit: true, bigEndian: false } : encoding
        return this.sequence(tag, offset, undefined, limit, inner, depth, encoding)
      }
      return this.fragments(tag, vr, offset, encoding.bigEndian)
    }
    if (offset + length > limit) {
      throw limit === this.total
        ? truncated(`${tagLabel(tag)} declares ${length} bytes and ${Math.max(0, limit - offset)} are left`)
        : malformed(`${tagLabel(tag)} declares ${length} bytes, more than its item holds`)
    }
    if (vr === 'SQ') return this.sequence(tag, offset, length, limit, encoding, depth, encoding)
    this.need(offset + length)
    if (vr !== 'UN') return { tag, vr, offset, length, undefinedLength: false }
    // Relayed by a system that did not know the element: the dictionary does (PS3.5 §6.2.2).
    const known = implicitVR(tag)
    if (known === 'SQ') return this.sequenceInUN(tag, offset, length, encoding, depth)
    return { tag, vr: known, offset, length, undefinedLength: false }
  }

  header(tag: number, at: number, encoding: Encoding): { vr: string; length: number; offset: number } {
    if (encoding.implicit)
      return { vr: implicitVR(tag), length: this.u32(at + 4, encoding.bigEndian), offset: at + 8 }
    const vr = this.bytes.toString('latin1', at + 4, at + 6)
    if (LONG_VRS.has(vr)) {
      this.need(at + 12)
      return { vr, length: this.u32(at + 8, encoding.bigEndian), offset: at + 12 }
    }
    if (!SHORT_VRS.has(vr)) {
      throw malformed(`${tagLabel(tag)} has the unknown value representation ${JSON.stringify(vr)}`)
    }
    return { vr, length: this.u16(at + 6, encoding.bigEndian), offset: at + 8 }
  }

  pixelData(tag: number, vr: string, offset: number, length: number): Element {
    if (length === UNDEFINED) return { tag, vr, offset, length: this.total - offset, undefinedLength: true }
    if (offset + length > this.total) {
      throw truncated(`${tagLabel(tag)} declares ${length} bytes and ${this.total - offset} are left`)
    }
    return { tag, vr, offset, length, undefinedLength: false }
  }

  sequence(
    tag: number,
    offset: number,
    length: number | undefined,
    limit: number,
    encoding: Encoding,
    depth: number,
    outer: Encoding,
  ): Element {
    if (depth >= MAX_DEPTH) {
      throw new DicomRefusal('NESTED_TOO_DEEP', `Sequences are nested deeper than ${MAX_DEPTH} levels`)
    }
    const items: DataSet[] = []
    const end = length === undefined ? limit : offset + length
    let at = offset
    let closed = false
    while (at < end) {
      this.need(at + 8)
      const mark = this.tag(at, encoding.bigEndian)
      const itemLength = this.u32(at + 4, encoding.bigEndian)
      if (mark === SEQUENCE_END) {
        closed = true
        break
      }
      if (mark !== ITEM) throw malformed(`${tagLabel(mark)} where an item of ${tagLabel(tag)} should begin`)
      const item = this.item(
        at + 8,
        itemLength === UNDEFINED ? undefined : itemLength,
        end,
        encoding,
        depth + 1,
      )
      items.push(item.dataSet)
      at = item.end
    }
    if (length === undefined && !closed) throw truncated(`${tagLabel(tag)} is never closed`)
    this.trailer = closed && length === undefined ? 8 : 0
    const element: Element = {
      tag,
      vr: 'SQ',
      offset,
      length: length ?? at - offset,
      undefinedLength: length === undefined,
      items,
    }
    if (encoding !== outer) element.implicit = true
    return element
  }

  item(start: number, length: number | undefined, limit: number, encoding: Encoding, depth: number) {
    const dataSet: DataSet = new Map()
    const end = length === undefined ? limit : start + length
    if (end > limit) throw malformed(`an item declares ${length} bytes, more than its sequence holds`)
    let at = start
    while (at < end) {
      this.need(at + 8)
      if (length === undefined && this.tag(at, encoding.bigEndian) === ITEM_END)
        return { dataSet, end: at + 8 }
      const element = this.element(at, end, encoding, depth)
      if (!dataSet.has(element.tag)) dataSet.set(element.tag, element)
      at = element.offset + element.length + this.trailer
    }
    if (length === undefined) throw truncated('an item is never closed')
    return { dataSet, end: at }
  }

  /** Some writers keep a known sequence as UN; when it does not read as one it stays bytes. */
  sequenceInUN(tag: number, offset: number, length: number, outer: Encoding, depth: number): Element {
    try {
      return this.sequence(
        tag,
        offset,
        length,
        offset + length,
        { implicit: true, bigEndian: false },
        depth,
        outer,
      )
    } catch (error) {
      if (!(error instanceof DicomRefusal) || error.reason === 'NESTED_TOO_DEEP') throw error
      this.trailer = 0
      return { tag, vr: 'UN', offset, length, undefinedLength: false }
    }
  }

  /** Encapsulated pixel data inside an item, such as an icon: walked over, not read. */
  fragments(tag: number, vr: string, offset: number, bigEndian: boolean): Element {
    let at = offset
    for (;;) {
      this.need(at + 8)
      const mark = this.tag(at, bigEndian)
      if (mark === SEQUENCE_END) break
      if (mark !== ITEM)
        throw malformed(`${tagLabel(mark)} where a fragment of ${tagLabel(tag)} should begin`)
      at += 8 + this.u32(at + 4, bigEndian)
    }
    this.trailer = 8
    return { tag, vr, offset, length: at - offset, undefinedLength: true }
  }
}
