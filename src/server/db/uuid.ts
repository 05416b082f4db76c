import { createHash } from 'node:crypto'
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

/** The same UUID for the same text, always. */
export function uuidOfText(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
