import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { auditOfFound, type Found, findExamined, namedBy } from './examined.ts'

/** Studies and orders that open together: each belongs to one set at most. */

const EDIT = { study: 'study_edit', order: 'order_edit' } as const

async function allOf(db: Kysely<Database>, actor: Actor, uuids: readonly string[]): Promise<Found[]> {
  const found: Found[] = []
  for (const uuid of uuids) found.push(await findExamined(db, actor, await namedBy(db, uuid), EDIT))
  return found
}

/** Makes a set of them, or adds them to one that is there. Answers the set's uuid. */
export async function connect(
  db: Kysely<Database>,
  actor: Actor,
  uuids: readonly string[],
  into?: string,
): Promise<string> {
  const found = await allOf(db, actor, uuids)
  const [first] = found
  if (!first || found.some(({ account_id }) => account_id !== first.account_id))
    throw new Refusal('NOT_FOUND')
  const set_id = into ?? randomUUID()
  await db.transaction().execute(async (tx) => {
    if (into) {
      const there = await tx
        .selectFrom('connected')
        .select('set_id')
        .where('set_id', '=', into)
        .where('account_id', '=', first.account_id)
        .limit(1)
        .executeTakeFirst()
      if (!there) throw new Refusal('NOT_FOUND', 'set_id')
    }
    await tx
      .insertInto('connected')
      .values(found.map(({ object, uuid, account_id }) => ({ object, object_id: uuid, account_id, set_id })))
      .onConflict((conflict) => conflict.column('object_id').doUpdateSet({ set_id }))
      .execute()
    await recordAudit(
      tx,
      actor,
      ...found.map((one) => ({ ...auditOfFound(one), action: 'CONNECT', detail: { set_id } })),
    )
  })
  return set_id
}

/** Takes them out of their sets. Answers how many were in one. */
export async function disconnect(
  db: Kysely<Database>,
  actor: Actor,
  uuids: readonly string[],
): Promise<number> {
  const found = await allOf(db, actor, uuids)
  if (found.length === 0) return 0
  return db.transaction().execute(async (tx) => {
    const gone = await tx
      .deleteFrom('connected')
      .where(
        'object_id',
        'in',
        found.map(({ uuid }) => uuid),
      )
      .returning('object_id')
      .execute()
    const out = new Set(gone.map(({ object_id }) => object_id))
    await recordAudit(
      tx,
      actor,
      ...found
        .filter(({ uuid }) => out.has(uuid))
        .map((one) => ({ ...auditOfFound(one), action: 'DISCONNECT' })),
    )
    return gone.length
  })
}
