import { DOMParser } from '@xmldom/xmldom'
import { entryOfTag } from './dictionary.ts'
import type { JsonAttribute, JsonDataSet, JsonValue, PersonName } from './json-model.ts'
import { DicomRefusal } from './refusal.ts'

/** The Native DICOM Model in XML (PS3.19 §A.1) as DICOM JSON. */

const refused = (why: string) => new DicomRefusal('MALFORMED', `The XML ${why}`)

const NUMERIC = new Set(['US', 'SS', 'UL', 'SL', 'FL', 'FD', 'DS', 'IS'])

function children(parent: Element, name: string): Element[] {
  const found: Element[] = []
  for (let node = parent.firstChild; node; node = node.nextSibling)
    if (isElement(node) && (node.localName ?? node.nodeName) === name) found.push(node)
  return found
}

const isElement = (node: { nodeType: number }): node is Element => node.nodeType === 1

const numbered = (elements: readonly Element[]): Element[] =>
  elements.toSorted((a, b) => Number(a.getAttribute('number') ?? 0) - Number(b.getAttribute('number') ?? 0))

const GROUPS = ['Alphabetic', 'Ideographic', 'Phonetic'] as const
const COMPONENTS = ['FamilyName', 'GivenName', 'MiddleName', 'NamePrefix', 'NameSuffix']

function personOf(element: Element): PersonName {
  const name: PersonName = {}
  for (const group of GROUPS) {
    const [found] = children(element, group)
    if (!found) continue
    const parts = COMPONENTS.map((component) => children(found, component)[0]?.textContent ?? '')
    name[group] = parts.join('^').replace(/\^+$/, '')
  }
  return name
}

function scalarOf(text: string, vr: string): JsonValue {
  if (text === '') return null
  if (!NUMERIC.has(vr)) return text
  const number = Number(text)
  if (!Number.isFinite(number)) throw refused(`has a value that is no ${vr}`)
  return number
}

function attributeOf(element: Element, vr: string): JsonAttribute {
  const [bulk] = children(element, 'BulkData')
  if (bulk) return { vr, BulkDataURI: bulk.getAttribute('uri') ?? bulk.getAttribute('uuid') ?? '' }
  const [inline] = children(element, 'InlineBinary')
  if (inline) return { vr, InlineBinary: (inline.textContent ?? '').replaceAll(/\s/g, '') }
  if (vr === 'SQ') return withValues(vr, numbered(children(element, 'Item')).map(dataSetOf))
  if (vr === 'PN') return withValues(vr, numbered(children(element, 'PersonName')).map(personOf))
  return withValues(
    vr,
    numbered(children(element, 'Value')).map((value) => scalarOf((value.textContent ?? '').trim(), vr)),
  )
}

const withValues = (vr: string, Value: JsonValue[]): JsonAttribute =>
  Value.length > 0 ? { vr, Value } : { vr }

function dataSetOf(parent: Element): JsonDataSet {
  const set: JsonDataSet = {}
  for (const element of children(parent, 'DicomAttribute')) {
    const tag = element.getAttribute('tag')?.toUpperCase() ?? ''
    if (!/^[0-9A-F]{8}$/.test(tag)) throw refused('has an attribute without a tag')
    const vr = element.getAttribute('vr') || entryOfTag(Number.parseInt(tag, 16))?.vr || 'UN'
    set[tag] = attributeOf(element, vr)
  }
  return set
}

/** One data set. Refuses what is not well formed, and document types, for the sake of their entities. */
export function dataSetOfXml(text: string): JsonDataSet {
  if (/<!DOCTYPE/i.test(text)) throw refused('declares a document type')
  const broken = () => {
    throw refused('is not well formed')
  }
  const parser = new DOMParser({
    errorHandler: { warning: () => undefined, error: broken, fatalError: broken },
  })
  const root = parser.parseFromString(text, 'text/xml')?.documentElement
  if (!root || (root.localName ?? root.nodeName) !== 'NativeDicomModel')
    throw refused('is no Native DICOM Model')
  return dataSetOf(root)
}
