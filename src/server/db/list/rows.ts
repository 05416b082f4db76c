import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../access/actor.ts'
import type { Database } from '../tables.ts'
import type { ColumnMap } from './column.ts'
import { filtersToSql } from './filter.ts'
import { orderBy, readSort, type SortKey } from './order.ts'
import { type Page, pageOf, readPage } from './page.ts'

export interface Listing {
  db: Kysely<Database>
  actor: Actor
  raw: ReadonlyMap<string, string>
  map: ColumnMap
  /** `r.*`, or what else a row holds. */
  select: RawBuilder<unknown>
  /** `role r` with its joins. */
  from: RawBuilder<unknown>
  /** What makes a row the actor's to see. */
  where: RawBuilder<unknown>
  unique: RawBuilder<unknown>
  defaultSort: readonly SortKey[]
}

/** One page of a list: filtered, sorted, in a single statement. */
export async function listRows<T>(
  listing: Listing,
): Promise<{ rows: T[]; page: ReturnType<typeof pageOf>['page'] }> {
  const { db, actor, raw, map } = listing
  const page: Page = readPage(raw)
  const filters = await filtersToSql(db, actor, raw, map)
  const keys = readSort(raw.get('sort_by'), map)
  const order = orderBy(keys.length > 0 ? keys : listing.defaultSort, listing.unique)
  const where = sql.join([listing.where, ...filters], sql` and `)
  const window = sql`from ${listing.from} where ${where} order by ${order} offset ${page.offset} limit ${page.rows + 1}`
  // What a row holds may cost much: it is not read for the rows that a later page passes over.
  const { rows } = await (page.offset === 0
    ? sql<T>`select ${listing.select} ${window}`
    : sql<T>`
      with page as materialized (select k.key, row_number() over () as place from (select ${listing.unique} as key ${window}) k)
      select ${listing.select} from ${listing.from} join page on page.key = ${listing.unique}
      where ${where} order by page.place`
  ).execute(db)
  return pageOf(page, rows)
}
