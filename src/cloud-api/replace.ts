import type { DataSet, Element } from 'dicom-parser'
import { deflateSync, inflateSync } from 'fflate'
import { bytesOf, charsetOf, DEFLATED, type Head } from './dicom.ts'
import type { Replacement } from './tags.ts'

/**
 * Replaces attributes that stand at the top level of a DICOM file; nothing is added or taken away, and everything else,
 * pixels above all, is passed on as it is. The result is valid DICOM: lengths are right and even.
 */

const BIG_ENDIAN = '1.2.840.10008.1.2.2'
/** Explicit VRs with a length of four bytes (PS3.5 table 7.1-1). */
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
/** The VR of an attribute that may be replaced, where the file does not say it (PS3.6). */
const VR: Readonly<Record<string, string>> = {
  x00100010: 'PN',
  x00100020: 'LO',
  x00101000: 'LO',
  x00101001: 'PN',
  x00081030: 'LO',
  x00080090: 'PN',
  x00080080: 'LO',
  x00080081: 'ST',
  x00080050: 'SH',
  x00080020: 'DA',
}
/** Characters of a value at most (PS3.5 table 6.2-1). */
const LONGEST: Readonly<Record<string, number>> = {
  LO: 64,
  PN: 64,
  SH: 16,
  ST: 1024,
  LT: 10240,
  CS: 16,
  DA: 8,
  AE: 16,
}

interface Edit {
  start: number
  end: number
  bytes: Uint8Array<ArrayBuffer>
}

const asText = (value: unknown): string =>
  value === undefined || value === null || value === 'undefined' ? '' : String(value)

function encoded(text: string, charset: string): Uint8Array {
  if (charset === 'utf-8') return new TextEncoder().encode(text)
  // Browsers encode UTF-8 alone; in other sets letters of Latin 1 are single bytes, if that is the set.
  const highest = charset === 'latin1' ? 0xff : 0x7f
  return Uint8Array.from([...text], (letter) => {
    const code = letter.codePointAt(0) ?? 0
    return code <= highest ? code : 0x3f
  })
}

function valueBytes(text: string, vr: string, charset: string): Uint8Array {
  const plain = vr === 'DA' ? text.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$1$2$3') : text
  const bytes = encoded([...plain].slice(0, LONGEST[vr] ?? 64).join(''), charset)
  if (bytes.length % 2 === 0) return bytes
  const even = new Uint8Array(bytes.length + 1).fill(vr === 'UI' ? 0 : 0x20)
  even.set(bytes)
  return even
}

/** The element with its new value, over its old place. */
function editOf(dataSet: DataSet, tag: string, element: Element, text: string, little: boolean): Edit {
  const explicit = element.vr !== undefined && element.vr !== ''
  const vr = element.vr || VR[tag] || 'LO'
  const value = valueBytes(text, vr === 'UN' ? (VR[tag] ?? 'LO') : vr, charsetOf(dataSet))
  const head = explicit && LONG.has(vr) ? 12 : 8
  const start = element.dataOffset - head
  const bytes = new Uint8Array(head + value.length)
  bytes.set(dataSet.byteArray.subarray(start, element.dataOffset))
  const view = new DataView(bytes.buffer)
  if (explicit && head === 8) view.setUint16(6, value.length, little)
  else view.setUint32(head - 4, value.length, little)
  bytes.set(value, head)
  return { start, end: element.dataOffset + element.length, bytes }
}

/** Group lengths (gggg,0000) are retired; where one stands, it stays right. */
function lengthEdits(dataSet: DataSet, edits: readonly (Edit & { tag: string })[], little: boolean): Edit[] {
  return ['0008', '0010'].flatMap((group): Edit[] => {
    const element = dataSet.elements[`x${group}0000`]
    if (element?.length !== 4) return []
    const grown = edits
      .filter(({ tag }) => tag.slice(1, 5) === group)
      .reduce((sum, { start, end, bytes }) => sum + bytes.length - (end - start), 0)
    const at = element.dataOffset
    const old = new DataView(dataSet.byteArray.buffer, dataSet.byteArray.byteOffset + at, 4).getUint32(
      0,
      little,
    )
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setUint32(0, old + grown, little)
    return [{ start: at, end: at + 4, bytes }]
  })
}

function editsOf({ dataSet, TransferSyntaxUid }: Head, replacements: readonly Replacement[]): Edit[] {
  const little = TransferSyntaxUid !== BIG_ENDIAN
  const byTag = new Map(replacements.map(({ Tag, Value }) => [String(Tag).toLowerCase(), asText(Value)]))
  const values = [...byTag].flatMap(([tag, text]) => {
    const element = dataSet.elements[tag]
    if (!element || element.items || tag.startsWith('x0002')) return []
    return [{ tag, ...editOf(dataSet, tag, element, text, little) }]
  })
  return [...values, ...lengthEdits(dataSet, values, little)].sort((a, b) => a.start - b.start)
}

/** A file with the attributes replaced that it has. */
export async function replaceAttributes(
  file: Blob,
  head: Head,
  replacements: readonly Replacement[],
): Promise<Blob> {
  const edits = editsOf(head, replacements)
  if (edits.length === 0) return file
  if (head.TransferSyntaxUid === DEFLATED) return replaceInflated(file, head, edits)
  const parts: Blob[] = []
  let at = 0
  for (const { start, end, bytes } of edits) {
    parts.push(file.slice(at, start), new Blob([bytes]))
    at = end
  }
  return new Blob([...parts, file.slice(at)])
}

/** The data set after the file meta information is inflated, changed and deflated again. */
async function replaceInflated(file: Blob, { dataSet }: Head, edits: readonly Edit[]): Promise<Blob> {
  const whole = await bytesOf(file)
  const meta = dataSet.elements.x00020000
  const begin = meta ? meta.dataOffset + meta.length + (dataSet.uint32('x00020000') ?? 0) : 0
  const inflated = inflateSync(whole.subarray(begin))
  const parts: Uint8Array[] = []
  let at = 0
  for (const { start, end, bytes } of edits) {
    parts.push(inflated.subarray(at, start - begin), bytes)
    at = end - begin
  }
  parts.push(inflated.subarray(at))
  const changed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let place = 0
  for (const part of parts) {
    changed.set(part, place)
    place += part.length
  }
  return new Blob([whole.subarray(0, begin), new Uint8Array(deflateSync(changed))])
}
