import { type RawBuilder, sql } from 'kysely'
import { Refusal } from '../../refusal.ts'
import { type Column, type ColumnMap, comparable, findColumn } from './column.ts'

export type Direction = 'asc' | 'desc'

export interface SortKey {
  column: Column
  direction: Direction
}

/** Reads `sort_by=FIELD-asc,FIELD-desc`. INVALID_SORT_FIELD and INVALID_SORT_ORDER name the field. */
export function readSort(sort_by: string | undefined, map: ColumnMap): SortKey[] {
  if (!sort_by) return []
  return sort_by
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, 10)
    .map((part) => {
      const dash = part.lastIndexOf('-')
      const field = part.slice(0, dash)
      const direction = part.slice(dash + 1)
      if (dash < 1)
        throw new Refusal(findColumn(map, part) ? 'INVALID_SORT_ORDER' : 'INVALID_SORT_FIELD', part)
      const column = findColumn(map, field)
      if (!column) throw new Refusal('INVALID_SORT_FIELD', field)
      if (direction !== 'asc' && direction !== 'desc') throw new Refusal('INVALID_SORT_ORDER', field)
      return { column, direction }
    })
}

const word = { asc: sql`asc`, desc: sql`desc` }
const empties = { asc: sql`nulls last`, desc: sql`nulls first` }

/**
 * `order by` without the words. Empty values stand where the column's index has them, so that a page is a walk along
 * it; the unique key, in the direction of the last column, makes the order total.
 */
export function orderBy(keys: readonly SortKey[], unique: RawBuilder<unknown>): RawBuilder<unknown> {
  const parts = keys.map(({ column, direction }) => {
    const asIndexed = direction === 'asc' ? column.emptyLastIn === 'asc' : column.emptyLastIn === 'desc'
    return sql`${comparable(column)} ${word[direction]} ${asIndexed ? empties.asc : empties.desc}`
  })
  const last = keys.at(-1)
  if (last?.column.ties && last.column.tiesReversed) {
    parts.push(last.direction === 'asc' ? last.column.ties : last.column.tiesReversed)
  } else parts.push(sql`${unique} ${word[last?.direction ?? 'desc']}`)
  return sql`${sql.join(parts)}`
}
