import { createHash } from 'node:crypto'
import type { Kysely, RawBuilder } from 'kysely'
import type pg from 'pg'
import type { Database } from './tables.ts'

/** Statements of which the database keeps the plan, by connection. */
const names = new Map<string, string>()
const MOST_NAMES = 300

/**
 * Runs a statement that is asked often: parsed and planned once a connection instead of each time. Outside of
 * transactions.
 */
export async function preparedRows<T>(
  { db, pool }: { db: Kysely<Database>; pool: pg.Pool },
  query: RawBuilder<T>,
): Promise<T[]> {
  const { sql: text, parameters } = query.compile(db)
  const { rows } = await pool.query<T & pg.QueryResultRow>({
    name: nameOf(text),
    text,
    values: [...parameters],
  })
  return rows
}

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= MOST_NAMES) return known
  const name = `q${createHash('sha1').update(text).digest('base64url').slice(0, 20)}`
  names.set(text, name)
  return name
}
