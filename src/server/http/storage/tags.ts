import { type Substitution, substituted } from '../../dicom/anonymization.ts'
import type { DataSet, Element } from '../../dicom/data-set.ts'
import { entryOfTag, hexTag } from '../../dicom/dictionary.ts'
import { readHeader } from '../../dicom/instance.ts'
import { itemsOf, type JsonAttribute } from '../../dicom/json-model.ts'
import type { Header } from '../../dicom/part10.ts'
import { headerSource, numbers, type Source, sourceOf, texts } from '../../dicom/values.ts'
import { wholeJson } from '../../dicom/whole-json.ts'
import { asShown, type Edits, isEmpty } from '../../imaging/edited.ts'
import type { StoredInstance } from '../../imaging/stored-study.ts'
import { textOf } from '../../ingest/attributes.ts'
import type { Services } from '../../services.ts'

/** A data element as the v3 storage API writes it. */
export interface TagEntry {
  group: number
  element: number
  /** Keyword; `?` for private and unknown elements. */
  name: string
  vr: string
  /** Length of the value in bytes. */
  vl: number
  value: string | { tags: TagEntry[] }[]
}

export interface TagFilter {
  groups?: ReadonlySet<number> | undefined
  tags?: ReadonlySet<number> | undefined
  excludeUnnamed: boolean
  /** All values with backslashes between them, instead of the first. */
  allValues: boolean
  /** What the record says instead of the image. */
  edits: Edits
  /** What takes the place of values at every depth. */
  substitutions: readonly Substitution[]
}

const BINARY = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN'])
const LONGEST_VALUE = 64 * 1024

/** Every element of an image, the file meta information included but for its group length. */
export async function tagsOfImage(
  services: Services,
  image: Pick<StoredInstance, 'hash' | 'size' | 'anonymization'>,
  asked: Omit<TagFilter, 'substitutions'>,
): Promise<TagEntry[]> {
  const filter: TagFilter = { ...asked, substitutions: image.anonymization ?? [] }
  const header = await readHeader(image.size, (range) => services.objects.read(image.hash, range))
  const meta = entries(
    header.meta,
    { ...headerSource(header), bytes: header.file, bigEndian: false },
    filter,
    true,
  )
  const own = entries(header.dataSet, headerSource(header), filter, true)
  return [...meta, ...withEntries(own, editedEntries(header, filter)), ...pixelEntry(header, filter)]
}

const place = ({ group, element }: TagEntry): number => group * 0x10000 + element

/** The elements of the data set, those that the record says itself in their places. */
function withEntries(own: readonly TagEntry[], edited: readonly TagEntry[]): TagEntry[] {
  if (edited.length === 0) return [...own]
  const lengths = new Map(own.map((one) => [place(one), one.vl]))
  const instead = new Set(edited.map(place))
  return [
    ...own.filter((one) => !instead.has(place(one))),
    ...edited.map((one) => (one.vr === 'SQ' ? { ...one, vl: lengths.get(place(one)) ?? 0 } : one)),
  ].sort((a, b) => place(a) - place(b))
}

/** The elements in which the record says something else than the image, or something more. */
function editedEntries(header: Header, filter: TagFilter): TagEntry[] {
  const { edits, substitutions } = filter
  if (isEmpty(edits)) return []
  const shown = asShown(wholeJson(header), { anonymization: [...substitutions] }, edits)
  const tags = new Set([...Object.keys(edits.top), ...edits.nested.map(({ path: [tag = ''] }) => tag)])
  return [...tags].flatMap((tag) => {
    const number = Number.parseInt(tag, 16)
    const attribute = shown[tag]
    if (!attribute || !wanted(number, filter)) return []
    const one = jsonEntry(number, attribute, filter)
    return filter.excludeUnnamed && one.name === '?' ? [] : [one]
  })
}

function jsonEntry(tag: number, attribute: JsonAttribute, filter: TagFilter): TagEntry {
  const { vr, Value = [] } = attribute
  if (vr === 'SQ') {
    const items = itemsOf(attribute).map((item) => ({
      tags: Object.keys(item)
        .sort()
        .flatMap((name) => {
          const inner = item[name]
          return inner ? [jsonEntry(Number.parseInt(name, 16), inner, filter)] : []
        })
        .filter(({ name }) => !(filter.excludeUnnamed && name === '?')),
    }))
    return entry(tag, vr, 0, items)
  }
  if (BINARY.has(vr)) return entry(tag, vr, 0, '')
  const text = textOf({ [hexTag(tag)]: attribute }, hexTag(tag), LONGEST_VALUE) ?? ''
  const length = Buffer.byteLength(text)
  return entry(
    tag,
    vr,
    length + (length % 2),
    filter.allValues || Value.length < 2 ? text : (text.split('\\')[0] ?? ''),
  )
}

function pixelEntry({ pixelData }: Header, filter: TagFilter): TagEntry[] {
  if (!pixelData || !wanted(pixelData.tag, filter)) return []
  return [entry(pixelData.tag, pixelData.vr, pixelData.length, '')]
}

const entry = (tag: number, vr: string, vl: number, value: TagEntry['value']): TagEntry => ({
  group: tag >>> 16,
  element: tag & 0xffff,
  name: entryOfTag(tag)?.keyword ?? '?',
  vr,
  vl,
  value,
})

function wanted(tag: number, { groups, tags }: TagFilter): boolean {
  if (!groups && !tags) return true
  return groups?.has(tag >>> 16) === true || tags?.has(tag) === true
}

function entries(dataSet: DataSet, source: Source, filter: TagFilter, top: boolean): TagEntry[] {
  const found: TagEntry[] = []
  for (const tag of [...dataSet.keys()].sort((a, b) => a - b)) {
    const element = dataSet.get(tag)
    if (!element || (tag & 0xffff) === 0 || (top && !wanted(tag, filter))) continue
    const one = entry(tag, element.vr, element.length, readValue(element, source, filter))
    if (!(filter.excludeUnnamed && one.name === '?')) found.push(one)
  }
  return found
}

function readValue(element: Element, source: Source, filter: TagFilter): TagEntry['value'] {
  const substitutions = filter.substitutions.filter(({ tag }) => tag === hexTag(element.tag))
  if (element.items && substitutions.length > 0) return []
  if (element.items) {
    return element.items.map((item) => {
      const bigEndian = element.implicit ? false : source.bigEndian
      return {
        tags: entries(item, sourceOf(source.bytes, bigEndian, item, { ...source, bigEndian }), filter, false),
      }
    })
  }
  if (BINARY.has(element.vr)) return ''
  if (substitutions.length > 0) {
    const whole = texts(element, source).join('\\')
    return substitutions.reduce((text, one) => substituted(one, text), whole).slice(0, LONGEST_VALUE)
  }
  const values = isNumeric(element.vr) ? numbers(element, source).map(String) : texts(element, source)
  const text = filter.allValues ? values.join('\\') : (values[0] ?? '')
  return text.slice(0, LONGEST_VALUE)
}

const isNumeric = (vr: string): boolean => ['US', 'SS', 'UL', 'SL', 'FL', 'FD', 'SV', 'UV', 'AT'].includes(vr)
