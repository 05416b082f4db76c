import { entryOfTag } from './dictionary.ts'
import type { JsonAttribute, JsonDataSet, JsonValue, PersonName } from './json-model.ts'

/** DICOM JSON as the Native DICOM Model in XML (PS3.19 §A.1). */

const NAMESPACE = 'http://dicom.nema.org/PS3.19/models/NativeDICOM'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
/** What XML 1.0 cannot hold, however it is written. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const escaped = (text: string): string =>
  text.replaceAll(NO_XML, '').replaceAll(/[&<>"]/g, (mark) => ENTITIES[mark] ?? mark)

const element = (
  name: string,
  content: string,
  attributes: Readonly<Record<string, string>> = {},
): string => {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  return `<${name}${said.join('')}>${content}</${name}>`
}

const GROUPS = ['Alphabetic', 'Ideographic', 'Phonetic'] as const
const COMPONENTS = ['FamilyName', 'GivenName', 'MiddleName', 'NamePrefix', 'NameSuffix'] as const

function personElements(name: PersonName): string {
  return GROUPS.flatMap((group) => {
    const written = name[group]
    if (!written) return []
    const parts = written.split('^').flatMap((part, index) => {
      const component = COMPONENTS[index]
      return component && part !== '' ? [element(component, escaped(part))] : []
    })
    return [element(group, parts.join(''))]
  }).join('')
}

const isSet = (value: JsonValue): value is JsonDataSet | PersonName =>
  typeof value === 'object' && value !== null

function valueElement(vr: string, value: JsonValue, index: number): string {
  const number = { number: String(index + 1) }
  if (vr === 'SQ') return element('Item', isSet(value) ? attributes(value) : '', number)
  if (vr === 'PN') return element('PersonName', isSet(value) ? personElements(value) : '', number)
  return element('Value', value === null ? '' : escaped(String(value)), number)
}

function contentOf({ vr, Value, BulkDataURI, InlineBinary }: JsonAttribute): string {
  if (BulkDataURI !== undefined) return `<BulkData uri="${escaped(BulkDataURI)}"/>`
  if (InlineBinary !== undefined) return element('InlineBinary', escaped(InlineBinary))
  return (Value ?? []).map((value, index) => valueElement(vr, value, index)).join('')
}

const PRIVATE = /^[0-9a-f]{3}[13579bdf]/i

/** Who reserved the block that a private element lies in (PS3.5 §7.8.1). */
function creatorOf(set: JsonDataSet | PersonName, tag: string): string | undefined {
  if (!PRIVATE.test(tag) || tag.slice(4, 6) === '00') return undefined
  const reserved = new Map<string, JsonAttribute>(Object.entries(set)).get(
    `${tag.slice(0, 4)}00${tag.slice(4, 6)}`,
  )
  const creator = reserved?.Value?.[0]
  return typeof creator === 'string' ? creator : undefined
}

function attributes(set: JsonDataSet | PersonName): string {
  return Object.entries(set)
    .map(([tag, attribute]: [string, JsonAttribute]) => {
      const keyword = PRIVATE.test(tag) ? undefined : entryOfTag(Number.parseInt(tag, 16))?.keyword
      const privateCreator = creatorOf(set, tag)
      return element('DicomAttribute', contentOf(attribute), {
        tag,
        vr: attribute.vr,
        ...(keyword ? { keyword } : {}),
        ...(privateCreator ? { privateCreator } : {}),
      })
    })
    .join('')
}

/** One data set as a document. */
export const xmlOf = (set: JsonDataSet): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element('NativeDicomModel', attributes(set), { 'xml:space': 'preserve', xmlns: NAMESPACE })}`
