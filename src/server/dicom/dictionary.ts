import { DICTIONARY } from '#contract/dicom/dictionary_data.ts'

/** A data element of PS3.6: its tag as eight hexadecimal digits, its value representation and keyword. */
export interface DictionaryEntry {
  tag: string
  vr: string
  keyword: string
}

const byTag = new Map<number, DictionaryEntry>()
const byKeyword = new Map<string, DictionaryEntry>()
for (const line of DICTIONARY.split('\n')) {
  const [tag, vr, keyword] = line.split(' ')
  if (!tag || !vr || !keyword) continue
  const entry = { tag, vr, keyword }
  byTag.set(Number.parseInt(tag, 16), entry)
  byKeyword.set(keyword, entry)
}

/** Repeating groups 50xx and 60xx are listed once, for 5000 and 6000 (PS3.5 §7.6). */
function unrepeated(tag: number): number {
  const high = tag >>> 24
  return high === 0x50 || high === 0x60 ? ((high << 24) | (tag & 0xffff)) >>> 0 : tag
}

/** The entry of a tag, repeating groups included; nothing for private and unknown ones. */
export function entryOfTag(tag: number): DictionaryEntry | undefined {
  return byTag.get(tag) ?? byTag.get(unrepeated(tag))
}

/** The tag of a keyword (`PatientName`) or of eight hexadecimal digits (`00100010`). */
export function tagOfName(name: string): number | undefined {
  const entry = byKeyword.get(name)
  if (entry) return Number.parseInt(entry.tag, 16)
  return /^[0-9a-f]{8}$/i.test(name) ? Number.parseInt(name, 16) : undefined
}

/** The tag of a keyword that must exist: for the constants of this code, checked when the module loads. */
export function tag(keyword: string): number {
  const entry = byKeyword.get(keyword)
  if (!entry) throw new Error(`${keyword} is no keyword of PS3.6`)
  return Number.parseInt(entry.tag, 16)
}

/** The same tag as DICOM JSON writes it. */
export function hexTag(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0')
}

/** `(0010,0010) PatientName`, for messages. */
export function tagLabel(value: number): string {
  const hex = hexTag(value)
  const keyword = entryOfTag(value)?.keyword
  return `(${hex.slice(0, 4)},${hex.slice(4)})${keyword ? ` ${keyword}` : ''}`
}

/** The value representation that implicit VR data has to be read with (PS3.5 Annex A.1). */
export function implicitVR(tag: number): string {
  if ((tag & 0xffff) === 0) return 'UL'
  // A private creator reserves a block of elements (PS3.5 §7.8.1).
  if ((tag >>> 16) & 1) return (tag & 0xffff) >= 0x10 && (tag & 0xffff) <= 0xff ? 'LO' : 'UN'
  return entryOfTag(tag)?.vr ?? 'UN'
}
