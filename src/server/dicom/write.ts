import type { DataSet, Element } from './data-set.ts'
import type { Header } from './part10.ts'
import type { Rewriting } from './rewriting.ts'
import { EXPLICIT_LE } from './transfer-syntax.ts'

/** Writes data sets in Explicit VR Little Endian (PS3.5 §7.1.2, PS3.10 §7.1). */

const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
const WORD: Record<string, number> = {
  US: 2,
  SS: 2,
  OW: 2,
  AT: 2,
  UL: 4,
  SL: 4,
  FL: 4,
  OF: 4,
  OL: 4,
  FD: 8,
  OD: 8,
  OV: 8,
  SV: 8,
  UV: 8,
}

/** Values that take the place of what the data set has; `undefined` leaves the element out. */
export type Replacements = ReadonlyMap<number, { vr: string; value: Buffer } | undefined>

/** One element with its header. The value must be little endian and of even length. */
export function explicitElement(tag: number, vr: string, value: Buffer): Buffer {
  // A short length field holds 65534 bytes; UN has a long one for whatever is longer (PS3.5 §6.2.2).
  const written = !LONG.has(vr) && value.length > 0xfffe ? 'UN' : vr
  const head = explicitHead(tag, written, value.length)
  return Buffer.concat([head, value])
}

/** An element's header alone. */
export function explicitHead(tag: number, vr: string, length: number): Buffer {
  const head = Buffer.alloc(LONG.has(vr) ? 12 : 8)
  head.writeUInt16LE(tag >>> 16, 0)
  head.writeUInt16LE(tag & 0xffff, 2)
  head.write(vr, 4, 'latin1')
  if (LONG.has(vr)) head.writeUInt32LE(length, 8)
  else head.writeUInt16LE(length, 6)
  return head
}

/** An even-length text value, padded as its VR is. */
export function textValue(text: string, vr: string): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === 'UI' ? [0] : [0x20])])
}

/** The elements of a data set in order, pixel data excepted. */
export function explicitDataSet(
  dataSet: DataSet,
  bytes: Buffer,
  bigEndian: boolean,
  replacements: Replacements = new Map(),
  rewriting: Rewriting = {},
): Buffer {
  const tags = new Set([...dataSet.keys(), ...replacements.keys()])
  const parts: Buffer[] = []
  for (const tag of [...tags].sort((a, b) => a - b)) {
    if (replacements.has(tag)) {
      const replacement = replacements.get(tag)
      if (replacement) parts.push(explicitElement(tag, replacement.vr, replacement.value))
      continue
    }
    const element = dataSet.get(tag)
    // Group lengths would be wrong now, and are retired.
    if (element && (tag & 0xffff) !== 0) parts.push(rewritten(element, bytes, bigEndian, rewriting))
  }
  return Buffer.concat(parts)
}

const isPrivate = (tag: number): boolean => ((tag >>> 16) & 1) === 1

/** The UIDs of a value, each by the one that takes its place. */
function renamed(raw: Buffer, uids: ReadonlyMap<string, string>): Buffer {
  const values = raw
    .toString('latin1')
    .split('\\')
    .map((value) => value.replace(/[\0 ]+$/, ''))
  return values.some((value) => uids.has(value))
    ? textValue(values.map((value) => uids.get(value) ?? value).join('\\'), 'UI')
    : raw
}

function rewritten(element: Element, bytes: Buffer, bigEndian: boolean, rewriting: Rewriting): Buffer {
  const { tag, vr } = element
  if (rewriting.dropPrivate && isPrivate(tag)) return Buffer.alloc(0)
  if (rewriting.blank?.has(tag)) return explicitElement(tag, vr, Buffer.alloc(0))
  if (element.items) {
    const items = element.items.map((item) => {
      const content = explicitDataSet(item, bytes, element.implicit ? false : bigEndian, undefined, rewriting)
      const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0])
      head.writeUInt32LE(content.length, 4)
      return Buffer.concat([head, content])
    })
    return explicitElement(tag, 'SQ', Buffer.concat(items))
  }
  const raw = bytes.subarray(element.offset, element.offset + element.length)
  if (element.undefinedLength) {
    const head = explicitHead(tag, vr, 0xffffffff)
    return Buffer.concat([head, raw, Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])])
  }
  const same = rewriting.uids && vr === 'UI' ? renamed(raw, rewriting.uids) : raw
  const value = bigEndian ? swapped(same, vr) : same
  return explicitElement(
    tag,
    vr,
    value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.from([vr === 'UI' ? 0 : 0x20])]),
  )
}

function swapped(value: Buffer, vr: string): Buffer {
  const word = WORD[vr]
  if (word === undefined) return value
  const copy = Buffer.from(value.subarray(0, value.length - (value.length % word)))
  return word === 2 ? copy.swap16() : word === 4 ? copy.swap32() : copy.swap64()
}

const TRANSFER_SYNTAX_UID = 0x00020010

/** Preamble and file meta information of a file that now is in Explicit VR Little Endian, or in what it is said to be. */
export function explicitMeta(
  { meta, file }: Header,
  transferSyntaxUID: string = EXPLICIT_LE,
  rewriting: Rewriting = {},
): Buffer {
  const replacements: Replacements = new Map([
    [TRANSFER_SYNTAX_UID, { vr: 'UI', value: textValue(transferSyntaxUID, 'UI') }],
  ])
  const content = explicitDataSet(meta, file, false, replacements, rewriting)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(content.length)
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    explicitElement(0x00020000, 'UL', length),
    content,
  ])
}
