import { type Kysely, sql } from 'kysely'
import type { Database } from './tables.ts'

/** Ids for an object and the namespace that it owns, which name each other. */
export async function newOwnerIds(db: Kysely<Database>): Promise<{ uuid: string; namespace_id: string }> {
  const { rows } = await sql<{ uuid: string; namespace_id: string }>`
    select uuidv7() as uuid, uuidv7() as namespace_id`.execute(db)
  const ids = rows[0]
  if (!ids) throw new Error('PostgreSQL made no uuid')
  return ids
}
