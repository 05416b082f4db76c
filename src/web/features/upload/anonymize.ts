import { type DataSet, type Element, parseDicom } from 'dicom-parser'
import { md5 } from 'js-md5'
import {
  ALL_PRIVATE_TAGS,
  ANONYMIZE_FIELD_TAGS,
  DEFAULT_INGRESS_TAGS,
  OTHER_INGRESS_TAGS,
} from '#contract/dicom/ingress_tags.ts'

/**
 * Anonymisation before anything leaves the device: v3 rules (`s/PATTERN/REPLACEMENT/` by field) applied to a DICOM file.
 * Only the values that a rule names change; every other byte stays as it was.
 */

/** How dicom-parser names a tag. */
const named = (tag: string) => `x${tag.replaceAll(/\W/g, '').toLowerCase()}`

const FIELD_TAGS: ReadonlyMap<string, string> = new Map(
  Object.entries(ANONYMIZE_FIELD_TAGS).map(([field, tag]) => [field, named(tag)]),
)

const DEFLATED = '1.2.840.10008.1.2.1.99'
const BIG_ENDIAN = '1.2.840.10008.1.2.2'
const IMPLICIT = '1.2.840.10008.1.2'

/** A file that the rules cannot be applied to; it is not sent. */
export class NotAnonymized extends Error {}

/** Whom replacements may name. */
export interface Sender {
  email: string
  /** What OTHER_INGRESS_TAGS stands for, if not the usual. */
  otherTags?: readonly string[] | undefined
}

const SPECIAL = /__(?!MD5_HASH__|UUID__|USER_EMAIL__)[A-Z0-9-]+__/

/** A value after a rule. Counters are the server's, and a rule that needs one is refused. */
export function applyRule(rule: string, value: string, sender: Sender): string {
  const parts = /^s\/((?:[^/\\]|\\.)*)\/((?:[^/\\]|\\.)*)\/([gi]*)$/.exec(rule)
  if (!parts) throw new NotAnonymized(rule)
  const [, pattern = '', replacement = '', flags = ''] = parts
  if (SPECIAL.test(replacement)) throw new NotAnonymized(replacement)
  const text = replacement
    .replaceAll('__MD5_HASH__', md5(value === '' ? crypto.randomUUID() : value))
    .replaceAll('__UUID__', crypto.randomUUID())
    .replaceAll('__USER_EMAIL__', sender.email)
    .replaceAll(/\\(.)/g, '$1')
  return value.replace(new RegExp(pattern, flags), text)
}

const LONG_FORM = ['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'UC', 'UN', 'UR', 'UT', 'SV', 'UV']
const BINARY = [...LONG_FORM, 'AT', 'FL', 'FD', 'SL', 'SS', 'UL', 'US']

interface Change {
  element: Element
  value: Uint8Array
}

const isPrivate = (tag: string) => Number.parseInt(tag.slice(4, 5), 16) % 2 === 1

/** Private values are blanked where they stand, at every depth: their length stays, so that nothing else moves. */
function blankPrivate(set: DataSet, bytes: Uint8Array): void {
  for (const [tag, element] of Object.entries(set.elements)) {
    for (const item of element.items ?? []) if (item.dataSet) blankPrivate(item.dataSet, bytes)
    if (!isPrivate(tag) || element.items || element.length <= 0) continue
    const blank = element.vr === undefined || BINARY.includes(element.vr) ? 0 : 0x20
    bytes.fill(blank, element.dataOffset, element.dataOffset + element.length)
  }
}

/** In UTF-8 where the data set is, else a byte a letter, as the value was read. */
function encoded(text: string, vr: string | undefined, utf8: boolean): Uint8Array {
  if (!utf8 && /[^\0-\xff]/.test(text)) throw new NotAnonymized('character set')
  const value = utf8
    ? new TextEncoder().encode(text)
    : Uint8Array.from(text, (letter) => letter.charCodeAt(0))
  if (value.length % 2 === 0) return value
  const even = new Uint8Array(value.length + 1)
  even.set(value)
  even[value.length] = vr === 'UI' ? 0 : 0x20
  return even
}

/** Puts the new values in the place of the old ones, with their lengths. */
function spliced(bytes: Uint8Array, changes: readonly Change[], implicit: boolean): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let at = 0
  const copy = (from: number, to: number) => parts.push(new Uint8Array(bytes.subarray(from, to)))
  for (const { element, value } of changes.toSorted((a, b) => a.element.dataOffset - b.element.dataOffset)) {
    const width = implicit || LONG_FORM.includes(element.vr ?? '') ? 4 : 2
    copy(at, element.dataOffset - width)
    const length = new DataView(new ArrayBuffer(width))
    if (width === 4) length.setUint32(0, value.length, true)
    else length.setUint16(0, value.length, true)
    parts.push(new Uint8Array(length.buffer), new Uint8Array(value))
    at = element.dataOffset + element.length
  }
  copy(at, bytes.length)
  return new Blob(parts, { type: 'application/dicom' })
}

/** The file after the rules. Throws NotAnonymized for one that they cannot be applied to. */
export async function anonymized(
  file: Blob,
  rules: Readonly<Record<string, string>>,
  sender: Sender,
): Promise<Blob> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let set: DataSet
  try {
    set = parseDicom(bytes)
  } catch (cause) {
    throw new NotAnonymized('unreadable', { cause })
  }
  const syntax = set.string('x00020010')?.trim() ?? ''
  // Its data is a compressed whole, or its numbers are turned round: rare, and better kept here than half cleaned.
  if (syntax === DEFLATED || syntax === BIG_ENDIAN) throw new NotAnonymized(syntax)

  const wanted = new Map<string, string>()
  for (const [field, rule] of Object.entries(rules)) {
    const tag = FIELD_TAGS.get(field)
    if (tag) wanted.set(tag, rule)
    else if (field === OTHER_INGRESS_TAGS)
      for (const other of sender.otherTags ?? DEFAULT_INGRESS_TAGS) wanted.set(named(other), rule)
    else if (field !== ALL_PRIVATE_TAGS) throw new NotAnonymized(field)
  }
  const utf8 = set.string('x00080005')?.includes('192') === true
  const read = (raw: Uint8Array) => (utf8 ? new TextDecoder().decode(raw) : String.fromCharCode(...raw))
  const changes: Change[] = []
  for (const [tag, rule] of wanted) {
    const element = set.elements[tag]
    if (!element || element.items || element.length < 0) continue
    const raw = bytes.subarray(element.dataOffset, element.dataOffset + element.length)
    const value = read(raw).replace(/[\0 ]+$/, '')
    const next = applyRule(rule, value, sender)
    if (next !== value) changes.push({ element, value: encoded(next, element.vr, utf8) })
  }
  if (rules[ALL_PRIVATE_TAGS] !== undefined) blankPrivate(set, bytes)
  return spliced(bytes, changes, syntax === IMPLICIT)
}
