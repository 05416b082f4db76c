import { type Substitution, substituted } from '../../dicom/anonymization.ts'
import type { DataSet, Element } from '../../dicom/data-set.ts'
import { entryOfTag, hexTag } from '../../dicom/dictionary.ts'
import { readHeader } from '../../dicom/instance.ts'
import type { Header } from '../../dicom/part10.ts'
import { headerSource, numbers, type Source, sourceOf, texts } from '../../dicom/values.ts'
import type { StoredInstance } from '../../imaging/stored-study.ts'
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
  /** Values that the record has instead of the image, by tag. */
  edits: ReadonlyMap<number, string>
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
  return [
    ...meta,
    ...entries(header.dataSet, headerSource(header), filter, true),
    ...pixelEntry(header, filter),
  ]
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
    const one = entry(tag, element.vr, element.length, readValue(element, source, filter, top))
    if (!(filter.excludeUnnamed && one.name === '?')) found.push(one)
  }
  return found
}

function readValue(element: Element, source: Source, filter: TagFilter, top: boolean): TagEntry['value'] {
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
  const edit = top ? filter.edits.get(element.tag) : undefined
  if (edit !== undefined) return edit
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
