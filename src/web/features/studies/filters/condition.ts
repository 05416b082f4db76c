/** The conditions of v3 filters (v3 README, "Filters"). */
export const CONDITIONS = [
  'equals',
  'equals_or_null',
  'not_equals',
  'not_equals_or_null',
  'like',
  'gt',
  'ge',
  'lt',
  'le',
  'in',
  'in_or_null',
] as const
export type Condition = (typeof CONDITIONS)[number]

/** One `filter.FIELD.CONDITION=VALUE`; all of a list hold together. */
export interface Filter {
  field: string
  condition: Condition
  value: string
}

const KEY = new RegExp(`^filter\\.(.+)\\.(${CONDITIONS.join('|')})$`)
const isCondition = (text: string | undefined): text is Condition =>
  CONDITIONS.some((known) => known === text)

/** The parameter name of a filter. */
export const filterKey = ({ field, condition }: Pick<Filter, 'field' | 'condition'>) =>
  `filter.${field}.${condition}` as const

/** Reads a parameter; undefined when it is no filter. */
export function readFilter(key: string, value: string): Filter | undefined {
  const [, field, condition] = KEY.exec(key) ?? []
  return field !== undefined && isCondition(condition) ? { field, condition, value } : undefined
}

/** A text as a `like` pattern that means itself. */
export const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, (special) => `\\${special}`)
export const unescapeLike = (pattern: string) => pattern.replaceAll(/\\([\\%_])/g, '$1')

/** The items of an `in` value; empty when it is no JSON list. */
export function readList(value: string): string[] {
  try {
    const list: unknown = JSON.parse(value)
    return Array.isArray(list) ? list.map(String) : []
  } catch {
    return []
  }
}
