import type { Kysely, RawBuilder } from 'kysely'
import type pg from 'pg'
import { statementName } from './prepared.ts'
import type { Database } from './tables.ts'

/** Runs a statement that is asked for with every image, on any connection of the pool. Outside of transactions. */
export async function preparedRows<T>(
  { db, pool }: { db: Kysely<Database>; pool: pg.Pool },
  query: RawBuilder<T>,
): Promise<T[]> {
  const { sql: text, parameters } = query.compile(db)
  const { rows } = await pool.query<T & pg.QueryResultRow>({
    name: statementName(text),
    text,
    values: [...parameters],
  })
  return rows
}
