import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { preparingPool } from './prepared.ts'
import type { Database } from './tables.ts'

const { builtins } = pg.types

/** Timestamps stay as PostgreSQL prints them (`2024-05-06 07:08:09.123456+00`), which is v3's form; bigints are numbers. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (format !== 'binary') {
      if (oid === builtins.TIMESTAMPTZ || oid === builtins.TIMESTAMP || oid === builtins.DATE) return String
      if (oid === builtins.INT8) return Number
    }
    return pg.types.getTypeParser(oid, format)
  },
}

export interface Connection {
  pool: pg.Pool
  db: Kysely<Database>
  close(): Promise<void>
}

/** A pool on one database. `max` connections at most. */
export function connect(connectionString: string, max = 20): Connection {
  const pool = new pg.Pool({
    connectionString,
    max,
    types,
    options: '-c timezone=UTC',
    application_name: 'collimate',
  })
  // An idle connection that the server drops is replaced at its next use.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: preparingPool(pool) }) })
  return { pool, db, close: () => db.destroy() }
}
