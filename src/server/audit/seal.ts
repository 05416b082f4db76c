import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'

/**
 * The chain: each sealed row's hash is SHA-256 over the hash before it and the row's own content as PostgreSQL prints
 * it. Removing or changing a row breaks every hash after it.
 */

interface Unsealed {
  id: string
  content: string
}

const BATCH = 1000
const LOCK = 7_236_001

const digest = (before: Buffer, content: string) =>
  createHash('sha256').update(before).update(content).digest()
/** A cause counts only where there is one: rows were sealed before there were any. */
const CONTENT = sql.raw(
  `(to_jsonb(audit) - 'seal' - 'hash' - case when causality is null then 'causality' else '' end)::text`,
)

/** Seals what has been written since; answers how many rows. Concurrent calls take turns. */
export async function sealAudit(db: Kysely<Database>): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
    const { rows } = await sql<Unsealed>`
      select id::text, ${CONTENT} as content from audit where seal is null order by id limit ${BATCH}`.execute(
      tx,
    )
    if (rows.length === 0) return 0
    const last = await sql<{ seal: number; hash: Buffer }>`
      select seal, hash from audit where seal is not null order by seal desc limit 1`.execute(tx)
    let seal = last.rows[0]?.seal ?? 0
    let hash = last.rows[0]?.hash ?? Buffer.alloc(32)
    const sealed = rows.map((row) => {
      hash = digest(hash, row.content)
      seal += 1
      return { id: row.id, seal, hash: hash.toString('hex') }
    })
    await sql`
      update audit set seal = s.seal, hash = decode(s.hash, 'hex')
      from jsonb_to_recordset(${JSON.stringify(sealed)}::jsonb) as s(id bigint, seal bigint, hash text)
      where audit.id = s.id`.execute(tx)
    return rows.length
  })
}

/** Recomputes the chain; answers the first broken seal, or nothing when it holds. */
export async function brokenSeal(db: Kysely<Database>): Promise<number | undefined> {
  let hash = Buffer.alloc(32)
  let from = 0
  for (;;) {
    const { rows } = await sql<{ seal: number; hash: Buffer; content: string }>`
      select seal, hash, ${CONTENT} as content from audit
      where seal > ${from} order by seal limit ${BATCH}`.execute(db)
    for (const row of rows) {
      hash = digest(hash, row.content)
      if (row.seal !== from + 1 || !hash.equals(row.hash)) return from + 1
      from = row.seal
    }
    if (rows.length < BATCH) return undefined
  }
}

/** Computes the chain anew and keeps what it found. */
export async function checkAudit(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ sealed: number | null }>`select max(seal) as sealed from audit`.execute(db)
  const broken = (await brokenSeal(db)) ?? null
  const found = { checked: sql<string>`now()`, sealed: rows[0]?.sealed ?? 0, broken }
  await db
    .insertInto('audit_check')
    .values(found)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(found))
    .execute()
}
