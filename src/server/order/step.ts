import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { findOrder, type OrderRow } from '../access/order.ts'
import { changedFields, recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { auditOfOrder, STEP_FIELDS, type StepValues, stored } from './order.ts'

/** The scheduled procedure steps of an order. */

/** Adds a step. Answers its uuid. */
export async function addStep(
  db: Kysely<Database>,
  actor: Actor,
  order_id: string,
  values: StepValues,
): Promise<string> {
  const order = await findOrder(db, actor, order_id, 'order_edit')
  return db.transaction().execute(async (tx) => {
    const { uuid } = await tx
      .insertInto('order_sps')
      .values({ ...stored(STEP_FIELDS, values), order_id, account_id: order.account_id })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await recordAudit(tx, actor, { ...auditOfOrder(order), action: 'SPS_ADD', detail: { sps: uuid } })
    return uuid
  })
}

/** The step and its order, which the actor may edit. */
async function findStep(db: Kysely<Database>, actor: Actor, uuid: string) {
  const step = await db.selectFrom('order_sps').selectAll().where('uuid', '=', uuid).executeTakeFirst()
  if (!step) throw new Refusal('NOT_FOUND')
  const order: OrderRow = await findOrder(db, actor, step.order_id, 'order_edit')
  return { step, order }
}

export async function setStep(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  values: StepValues,
): Promise<void> {
  const { step, order } = await findStep(db, actor, uuid)
  const change = stored(STEP_FIELDS, values)
  const detail = changedFields({ ...step }, change)
  if (!detail) return
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('order_sps').set(change).where('uuid', '=', uuid).execute()
    await recordAudit(tx, actor, { ...auditOfOrder(order), action: 'SPS_EDIT', detail })
  })
}

export async function deleteStep(db: Kysely<Database>, actor: Actor, uuid: string): Promise<void> {
  const { step, order } = await findStep(db, actor, uuid)
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('order_sps').where('uuid', '=', uuid).execute()
    await recordAudit(tx, actor, { ...auditOfOrder(order), action: 'SPS_DELETE', detail: step })
  })
}
