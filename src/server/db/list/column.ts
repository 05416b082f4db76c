import { type RawBuilder, sql } from 'kysely'

/** How a column compares. `citext` ignores case; flags are 1 and 0 outside and boolean inside. */
export type ColumnKind = 'citext' | 'text' | 'uuid' | 'integer' | 'flag' | 'datetime' | 'hashkey'

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

export interface Column {
  kind: ColumnKind
  sql: RawBuilder<unknown>
  /** The order in which an index keeps empty values at the end. */
  emptyLastIn: 'asc' | 'desc'
  /** What the index goes on with after this column, as for `asc`. The unique key when left out. */
  ties?: RawBuilder<unknown>
  tiesReversed?: RawBuilder<unknown>
}

/**
 * A filter field that says itself what it matches, or `undefined` for a condition it does not know: then the column of
 * its name is asked, if there is one.
 */
export type VirtualField = (condition: Condition, value: string) => RawBuilder<boolean> | undefined

/** What a list may be filtered and sorted by, under the names clients use. */
export interface ColumnMap {
  columns: Readonly<Record<string, Column>>
  virtual?: Readonly<Record<string, VirtualField>>
  /** Families such as `customfield-{uuid}`: a column made from the name, or nothing. */
  family?: (name: string) => Column | undefined
}

export const column = (
  kind: ColumnKind,
  expression: string,
  emptyLastIn: 'asc' | 'desc' = 'asc',
): Column => ({
  kind,
  sql: sql.raw(expression),
  emptyLastIn,
})

/** Columns of one kind whose names are their own, on a table alias. */
export function columns<N extends string>(
  kind: ColumnKind,
  alias: string,
  names: readonly N[],
): Record<N, Column> {
  const entries = names.map((name) => [name, column(kind, `${alias}."${name}"`)])
  return Object.fromEntries(entries)
}

export function findColumn(map: ColumnMap, name: string): Column | undefined {
  if (Object.hasOwn(map.columns, name)) return map.columns[name]
  return map.family?.(name)
}

/** The expression by which a column is compared and sorted. */
export const comparable = (of: Column): RawBuilder<unknown> =>
  of.kind === 'citext' ? sql`lower(${of.sql})` : of.sql
