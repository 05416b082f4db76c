/** DICOM JSON (PS3.18 annex F), read defensively: what another system stored may hold anything. */

export interface Attribute {
  readonly vr?: unknown
  readonly Value?: unknown
  readonly BulkDataURI?: unknown
  readonly InlineBinary?: unknown
}
export type Dataset = Readonly<Record<string, Attribute | undefined>>

const isObject = (value: unknown): value is Record<string, Attribute | undefined> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The data sets of a metadata or QIDO answer; whatever is no object is left out. */
export const datasetsOf = (answer: unknown): Dataset[] =>
  Array.isArray(answer) ? answer.filter(isObject) : []

const values = (dataset: Dataset, tag: string): readonly unknown[] => {
  const value = dataset[tag]?.Value
  return Array.isArray(value) ? value : []
}

const toNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** The texts of an attribute, empty ones kept so that places keep their meaning. */
export const textsOf = (dataset: Dataset, tag: string): string[] =>
  values(dataset, tag).map((value) =>
    typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '',
  )

export const textOf = (dataset: Dataset, tag: string): string | undefined =>
  textsOf(dataset, tag).find((text) => text !== '')

export const numbersOf = (dataset: Dataset, tag: string): number[] => {
  const numbers = values(dataset, tag).map(toNumber)
  return numbers.every((number) => number !== undefined) ? numbers : []
}

export const numberOf = (dataset: Dataset, tag: string): number | undefined =>
  toNumber(values(dataset, tag)[0])

/** The items of a sequence. */
export const itemsOf = (dataset: Dataset, tag: string): Dataset[] => values(dataset, tag).filter(isObject)

/** A person name as it is written in a file, its groups joined by `=`. */
export function personNameOf(dataset: Dataset, tag: string): string {
  const [value] = values(dataset, tag)
  if (typeof value === 'string') return value
  if (!isObject(value)) return ''
  const { Alphabetic = '', Ideographic = '', Phonetic = '' }: Readonly<Record<string, unknown>> = value
  return [Alphabetic, Ideographic, Phonetic].map(String).join('=').replace(/=+$/, '')
}

export const has = (dataset: Dataset, tag: string): boolean => dataset[tag] !== undefined
