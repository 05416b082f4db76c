import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Database } from '../db/tables.ts'
import type { Services } from '../services.ts'

/** Kysely's transactions inside the one that will be undone are savepoints of it. */
const NESTED = new Map([
  ['begin', 'savepoint nested'],
  ['commit', 'release savepoint nested'],
  ['rollback', 'rollback to savepoint nested'],
])

/** Runs calls on one connection, and undoes whatever they have changed in the database. */
export async function undone<T>(services: Services, run: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  const client = await services.pool.connect()
  const kept = services.db
  const query = (text: string, values: unknown[]): Promise<pg.QueryResult> =>
    client.query(NESTED.get(text) ?? text, values)
  const one = { query, release: () => undefined }
  // @ts-expect-error The dialect asks of a client no more than these two.
  const pool: pg.Pool = { connect: async () => one, end: async () => undefined }
  await client.query('begin')
  services.db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  try {
    return await run(services.db)
  } finally {
    services.db = kept
    await client.query('rollback')
    client.release()
  }
}
