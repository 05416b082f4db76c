import { anonymizedJson, type Substitution } from '../dicom/anonymization.ts'
import { itemsOf, type JsonDataSet } from '../dicom/json-model.ts'
import { textOf } from '../ingest/attributes.ts'

/** Values of structured reports, by the names of the content items that lead to them (v3, `load_from_sr`). */

export interface ReportPath {
  /** Names from a container down to the item. */
  names: readonly string[]
  /** Which of the values that the path leads to, from 1. */
  nth: number
}

const CONCEPT_NAME = '0040A043'
const CONTENT = '0040A730'
const CODE_MEANING = '00080104'
const MOST_NAMES = 32
const CHARACTERS = 10_000

/** `["Summary","EDD from LMP"]`, with `_INSTANCE_2_` before them for the second value. Nothing for what is no such list. */
export function reportPath(text: string): ReportPath | undefined {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!Array.isArray(list) || list.length > MOST_NAMES) return undefined
  const names = list.filter((name): name is string => typeof name === 'string' && name.trim() !== '')
  if (names.length !== list.length) return undefined
  const [, number] = /^_INSTANCE_([1-9]\d{0,3})_$/.exec(names[0] ?? '') ?? []
  const rest = number === undefined ? names : names.slice(1)
  return rest.length === 0 ? undefined : { names: rest, nth: Number(number ?? 1) }
}

const plain = (name: string) => name.trim().toLowerCase()
const nameOf = (item: JsonDataSet): string =>
  plain(textOf(itemsOf(item[CONCEPT_NAME] ?? { vr: 'SQ' })[0] ?? {}, CODE_MEANING) ?? '')

/** Where the value of a content item stands, by its type (PS3.3 table C.17.3-7). */
const VALUES: Readonly<Record<string, string>> = {
  TEXT: '0040A160',
  DATETIME: '0040A120',
  DATE: '0040A121',
  TIME: '0040A122',
  PNAME: '0040A123',
  UIDREF: '0040A124',
}

function valueOfItem(item: JsonDataSet): string | null {
  const type = textOf(item, '0040A040') ?? ''
  const within = (sequence: string, tag: string) =>
    textOf(itemsOf(item[sequence] ?? { vr: 'SQ' })[0] ?? {}, tag, CHARACTERS)
  if (type === 'NUM') return within('0040A300', '0040A30A')
  if (type === 'CODE') return within('0040A168', CODE_MEANING)
  const tag = VALUES[type]
  return tag === undefined ? null : textOf(item, tag, CHARACTERS)
}

function* valuesBelow(item: JsonDataSet, [name = '', ...rest]: readonly string[]): Generator<string> {
  for (const child of itemsOf(item[CONTENT] ?? { vr: 'SQ' })) {
    if (nameOf(child) !== plain(name)) continue
    if (rest.length > 0) yield* valuesBelow(child, rest)
    else {
      const value = valueOfItem(child)
      if (value !== null) yield value
    }
  }
}

/** The value that a path leads to in reports, one after the other. The first name may be that of the whole report. */
export function valueInReports(
  reports: readonly JsonDataSet[],
  { names, nth }: ReportPath,
  substitutions: readonly Substitution[] = [],
): string | undefined {
  let left = nth
  for (const stored of reports) {
    const report = anonymizedJson(stored, substitutions)
    const below = nameOf(report) === plain(names[0] ?? '') && names.length > 1 ? names.slice(1) : names
    for (const value of valuesBelow(report, below)) {
      left -= 1
      if (left === 0) return value
    }
  }
  return undefined
}
