import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { findOrder, type OrderRow, ordersSeen } from '../access/order.ts'
import { changedFields, recordAudit } from '../audit/record.ts'
import { type Column, type ColumnMap, column, columns } from '../db/list/column.ts'
import { filtersToSql } from '../db/list/filter.ts'
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

const ORDER_COLUMNS = [
  'patientid',
  'accession_number',
  'patient_sex',
  'patient_birth_date',
  'referring_physician',
  'sending_facility',
  'study_uid',
] as const
const STEP_COLUMNS = [
  'modality',
  'scheduled_procedure_step_id',
  'requested_procedure_id',
  'requested_procedure_description',
  'scheduled_station_aetitle',
  'scheduled_procedure_step_start_date',
  'scheduled_procedure_step_start_time',
  'scheduled_procedure_step_description',
  'mpps_status',
  'mpps_uid',
] as const

const under = <N extends string>(prefix: string, of: Record<N, Column>): Record<string, Column> =>
  Object.fromEntries(Object.entries<Column>(of).map(([name, one]) => [`${prefix}.${name}`, one]))

const WORKLIST: ColumnMap = {
  columns: {
    ...under('ord', {
      ...columns('text', 'o', ORDER_COLUMNS),
      patient_name: column('citext', 'o.patient_name'),
    }),
    ...under('order_sps', columns('text', 'p', STEP_COLUMNS)),
  },
}

/** More steps than a modality lists. */
const MOST_STEPS = 1000

export type WorklistStep = Record<
  (typeof ORDER_COLUMNS)[number] | (typeof STEP_COLUMNS)[number] | 'patient_name',
  string
>

/** The steps of an account that are still to be performed, or are under way, in their order. */
export async function findSteps(
  db: Kysely<Database>,
  actor: Actor,
  account_id: string,
  raw: ReadonlyMap<string, string>,
) {
  const filters = await filtersToSql(db, actor, raw, WORKLIST)
  const seen = actor.node ? sql<boolean>`o.deleted is null` : await ordersSeen(db, actor)
  const { rows } = await sql<WorklistStep>`
    select o.patientid, o.patient_name, o.accession_number, o.patient_sex, o.patient_birth_date, o.referring_physician,
      o.study_uid, p.modality, p.scheduled_procedure_step_id, p.requested_procedure_id,
      p.requested_procedure_description, p.scheduled_station_aetitle, p.scheduled_procedure_step_start_date,
      p.scheduled_procedure_step_start_time, p.scheduled_procedure_step_description, p.mpps_status, p.mpps_uid
    from order_sps p join "order" o on o.uuid = p.order_id
    where p.account_id = ${account_id} and p.mpps_status in ('PENDING', 'IN_PROGRESS')
      and ${sql.join([seen, ...filters], sql` and `)}
    order by p.scheduled_procedure_step_start_date, p.scheduled_procedure_step_start_time, p.uuid
    limit ${MOST_STEPS}`.execute(db)
  return rows
}

/** What became of a step, as a gateway of its account was told. NOT_FOUND for another account's. */
export async function setStepStatus(
  db: Kysely<Database>,
  actor: Actor,
  account_id: string,
  { mpps_uid, mpps_status }: { mpps_uid: string; mpps_status: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const step = await tx
      .selectFrom('order_sps')
      .select(['uuid', 'order_id', 'mpps_status'])
      .where('mpps_uid', '=', mpps_uid)
      .where('account_id', '=', account_id)
      .forUpdate()
      .executeTakeFirst()
    const order =
      step &&
      (await tx
        .selectFrom('order')
        .selectAll()
        .where('uuid', '=', step.order_id)
        .where('deleted', 'is', null)
        .executeTakeFirst())
    if (!step || !order) throw new Refusal('NOT_FOUND')
    const detail = changedFields({ mpps_status: step.mpps_status }, { mpps_status })
    if (!detail) return
    await tx.updateTable('order_sps').set({ mpps_status }).where('uuid', '=', step.uuid).execute()
    await recordAudit(tx, actor, { ...auditOfOrder(order), action: 'SPS_EDIT', detail })
  })
}
