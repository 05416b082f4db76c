import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { ordersSeen } from '../access/order.ts'
import { inScope, studyScope } from '../access/study.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { auditOfFound, type Found, findExamined, type Named, namedBy } from './examined.ts'

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

/** Connects two: with the set of the first, of the second where only that is in one, or in a new set. */
export async function connectTwo(
  db: Kysely<Database>,
  actor: Actor,
  one: Named,
  other: Named,
): Promise<void> {
  const first = await findExamined(db, actor, one, EDIT)
  const second = await findExamined(db, actor, other, EDIT)
  if (first.uuid === second.uuid) return
  const sets = await db
    .selectFrom('connected')
    .select(['object_id', 'set_id'])
    .where('object_id', 'in', [first.uuid, second.uuid])
    .execute()
  const setOf = (uuid: string) => sets.find(({ object_id }) => object_id === uuid)?.set_id
  await connect(db, actor, [first.uuid, second.uuid], setOf(first.uuid) ?? setOf(second.uuid))
}

/** Takes one out of its set; NOT_FOUND when it is in none. A set of one is no set. */
export async function leaveSet(db: Kysely<Database>, actor: Actor, named: Named): Promise<void> {
  const found = await findExamined(db, actor, named, EDIT)
  if ((await disconnect(db, actor, [found.uuid])) === 0) throw new Refusal('NOT_FOUND')
  await sql`
    delete from connected c where account_id = ${found.account_id}
      and not exists (select from connected o where o.set_id = c.set_id and o.object_id <> c.object_id)`.execute(
    db,
  )
}

interface ConnectedOrder {
  uuid: string
  patient_name: string | null
  accession_number: string | null
  study_description: string | null
}
interface ConnectedStudy {
  uuid: string
  patient_name: string | null
  study_description: string | null
  study_date: string | null
}

/** The set of a study or order, as far as the actor sees it. Without a set only its own studies are there to open. */
export async function connectedWith(db: Kysely<Database>, actor: Actor, named: Named) {
  const { uuid } = await findExamined(db, actor, named, { study: 'study_view', order: 'order_view' })
  const members = sql`
    select c.object_id from connected c join connected own on own.set_id = c.set_id where own.object_id = ${uuid}
    union select ${uuid}::uuid`
  const scope = await studyScope(db, actor)
  const orders = await sql<ConnectedOrder>`
    select o.uuid, o.patient_name, o.accession_number, o.study_description from "order" o
    where o.uuid in (${members}) and o.uuid <> ${uuid} and ${await ordersSeen(db, actor)}
    order by o.created`.execute(db)
  const studies = await sql<ConnectedStudy>`
    select s.uuid, s.patient_name, s.study_description, s.study_date from study s
    where s.uuid in (${members}) and s.uuid <> ${uuid} and s.deleted is null and ${inScope(scope, 's')}
    order by s.created`.execute(db)
  const opens = await sql<{ uuid: string }>`
    select s.uuid from study s
    where (s.uuid in (${members})
      or s.uuid in (select os.study_id from order_study os where os.order_id in (${members})))
      and s.deleted is null and s.image_count > 0 and ${inScope(scope, 's')}
    order by s.uuid = ${uuid} or exists (select from order_study os where os.order_id = ${uuid} and os.study_id = s.uuid) desc,
      s.study_date desc nulls last, s.uuid
    limit ${MOST_OPENED}`.execute(db)
  return { orders: orders.rows, studies: studies.rows, opens: opens.rows.map((row) => row.uuid) }
}

/** More studies than anybody reads side by side. */
const MOST_OPENED = 20
