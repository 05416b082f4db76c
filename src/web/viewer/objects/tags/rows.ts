import { type Attribute, type Dataset, itemsOf } from '../../data/dicomJson.ts'
import { Tag } from '../../data/tag.ts'

/** One attribute, or the head of an item of a sequence. */
export interface TagRow {
  /** Unique in the data set: tags and item numbers on the way. */
  readonly path: string
  readonly depth: number
  readonly tag: string
  readonly vr: string
  readonly name: string
  readonly value: string
  /** Bytes that stand elsewhere: their number when it is known is not told by the metadata. */
  readonly binary: boolean
}

/** An item head has no tag of its own. */
export const isItem = ({ tag }: TagRow): boolean => tag === ''

const DEEPEST = 60

/**
 * The data set as it stands for one frame: of the per-frame functional groups only those of that frame, which are what
 * a reader asks for and few enough to list.
 */
export function ofFrame(dataset: Dataset, frameNumber: number): Dataset {
  const own = itemsOf(dataset, Tag.PerFrameFunctionalGroupsSequence)[frameNumber - 1]
  if (!own) return dataset
  return { ...dataset, [Tag.PerFrameFunctionalGroupsSequence]: { vr: 'SQ', Value: [own] } }
}

/** All attributes, in the order of their tags, those of sequences below them. */
export function rowsOf(dataset: Dataset, nameOf: (tag: string) => string | undefined): TagRow[] {
  const rows: TagRow[] = []
  collect(dataset, nameOf, '', 0, rows)
  return rows
}

function collect(
  dataset: Dataset,
  nameOf: (tag: string) => string | undefined,
  path: string,
  depth: number,
  rows: TagRow[],
): void {
  for (const tag of Object.keys(dataset).sort()) {
    const attribute = dataset[tag]
    if (!attribute) continue
    const vr = typeof attribute.vr === 'string' ? attribute.vr : ''
    const here = `${path}${tag}`
    const items = vr === 'SQ' ? itemsOf(dataset, tag) : []
    rows.push({
      path: here,
      depth,
      tag,
      vr,
      name: nameOf(tag) ?? creatorOf(dataset, tag),
      value: vr === 'SQ' ? '' : textOf(attribute),
      binary: attribute.BulkDataURI !== undefined || attribute.InlineBinary !== undefined,
    })
    if (depth >= DEEPEST) continue
    for (const [index, item] of items.entries()) {
      const itemPath = `${here}/${index}/`
      rows.push({
        path: itemPath,
        depth: depth + 1,
        tag: '',
        vr: '',
        name: '',
        value: String(index + 1),
        binary: false,
      })
      collect(item, nameOf, itemPath, depth + 2, rows)
    }
  }
}

/** The private creator that reserved the block of a private tag (PS3.5 §7.8.1). */
function creatorOf(dataset: Dataset, tag: string): string {
  if (Number.parseInt(tag.slice(3, 4), 16) % 2 === 0) return ''
  const value = dataset[`${tag.slice(0, 4)}00${tag.slice(4, 6)}`]?.Value
  const [creator] = Array.isArray(value) ? value : []
  return typeof creator === 'string' ? creator : ''
}

const LONGEST = 2000

function textOf({ Value }: Attribute): string {
  if (!Array.isArray(Value)) return ''
  const text = Value.slice(0, 256).map(written).join('\\')
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

const written = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') return Object.values(value).map(String).join('=')
  return String(value)
}

/** `(0010,0010)` */
export const tagText = (tag: string): string => `(${tag.slice(0, 4)},${tag.slice(4).toLowerCase()})`

/** The rows that hold all the words, and the sequences and items that they stand in. */
export function matchingRows(rows: readonly TagRow[], search: string): readonly TagRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  const found = new Set<string>()
  for (const row of rows) {
    if (isItem(row)) continue
    const text =
      `${row.tag} ${tagText(row.tag)} ${row.name} ${row.name.replaceAll(' ', '')} ${row.value}`.toLowerCase()
    if (!words.every((word) => text.includes(word))) continue
    const steps = row.path.split('/')
    for (let n = 1; n < steps.length; n += 2) {
      found.add(steps.slice(0, n).join('/'))
      found.add(`${steps.slice(0, n + 1).join('/')}/`)
    }
    found.add(row.path)
  }
  return rows.filter(({ path }) => found.has(path))
}
