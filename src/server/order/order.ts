import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { CustomfieldValue } from '#contract/customfield.ts'
import type { OrderRecord } from '#contract/order.ts'
import { requireAccount } from '../access/account.ts'
import type { Actor } from '../access/actor.ts'
import { foldersOf } from '../access/folder.ts'
import { requireNamespace } from '../access/namespaces.ts'
import { findOrder, isGiven, ordersSeen, requireGivable } from '../access/order.ts'
import { inScope, studyScope } from '../access/study.ts'
import { changedFields, recordAudit } from '../audit/record.ts'
import { type ColumnMap, column, columns } from '../db/list/column.ts'
import { parseItems } from '../db/list/condition.ts'
import { listRows } from '../db/list/rows.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { accountSettingsOf } from '../study/change.ts'
import { loadOrder } from '../study/load_orders.ts'
import { presentCustomfields, writeCustomfields } from '../tenancy/customfield/value.ts'
import { presentTags } from '../tenancy/tag.ts'

/** Orders: what is to be examined, as v3 lists it and as PostDICOM's clients ask for it. */

/** What a requester says of an order; each may be left out. */
export const ORDER_FIELDS = [
  'patientid',
  'patientid_other',
  'patient_name',
  'patient_sex',
  'patient_birth_date',
  'accession_number',
  'study_description',
  'referring_physician',
  'requesting_physician',
  'requesting_department',
  'sending_facility',
  'priority',
  'complaints',
  'history',
  'symptoms',
  'note_1',
  'note_2',
] as const
export type OrderField = (typeof ORDER_FIELDS)[number]
export type OrderValues = Partial<Record<OrderField, string | undefined>>

export const STEP_FIELDS = [
  'modality',
  'scheduled_procedure_step_id',
  'requested_procedure_id',
  'requested_procedure_description',
  'scheduled_station_aetitle',
  'scheduled_procedure_step_start_date',
  'scheduled_procedure_step_start_time',
  'scheduled_procedure_step_description',
  'equipment_id',
] as const
export type StepValues = Partial<Record<(typeof STEP_FIELDS)[number], string | undefined>>

const LONGEST = 4000

/** Columns of what was given; empty text is none. */
export const stored = <N extends string>(
  names: readonly N[],
  values: Partial<Record<N, string | undefined>>,
) =>
  Object.fromEntries(
    names.flatMap((name): [string, string | null][] => {
      const value = values[name]
      return value === undefined ? [] : [[name, value.replaceAll('\0', '').slice(0, LONGEST) || null]]
    }),
  )

export interface NewOrder {
  namespace_id: string
  values: OrderValues
  step?: StepValues
  /** Where `customfield-…` parameters are. */
  raw?: ReadonlyMap<string, string>
}

/** Makes an order of a place that the actor may order in. Answers its uuid. */
export async function addOrder(db: Kysely<Database>, actor: Actor, order: NewOrder): Promise<string> {
  const access = await requireNamespace(db, actor, order.namespace_id, 'order_edit')
  const { account_id } = access
  if (!account_id) throw new Refusal('NOT_FOUND')
  return db.transaction().execute(async (tx) => {
    const customfields = await writeCustomfields(tx, account_id, 'Order', {}, order.raw ?? new Map())
    const { uuid } = await tx
      .insertInto('order')
      .values({
        ...stored(ORDER_FIELDS, order.values),
        account_id,
        namespace_id: access.uuid,
        customfields: JSON.stringify(customfields),
        created_by: actor.user_id,
        updated_by: actor.user_id,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    const step = stored(STEP_FIELDS, order.step ?? {})
    if (Object.keys(step).length > 0)
      await tx
        .insertInto('order_sps')
        .values({ ...step, order_id: uuid, account_id })
        .execute()
    await recordAudit(tx, actor, {
      uuid,
      type: 'Order',
      action: 'ADD',
      what: order.values.patient_name ?? null,
      account_id,
      namespace_id: access.uuid,
    })
    await loadOrder(tx, actor, uuid)
    return uuid
  })
}

export interface OrderChange {
  values: OrderValues
  /** The place that it moves to. */
  namespace_id?: string
  raw?: ReadonlyMap<string, string>
}

export async function setOrder(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  change: OrderChange,
): Promise<void> {
  const order = await findOrder(db, actor, uuid, 'order_edit')
  if (change.namespace_id) {
    const access = await requireNamespace(db, actor, change.namespace_id, 'order_edit')
    if (access.account_id !== order.account_id) throw new Refusal('NOT_FOUND')
  }
  // Other numbers, or another place, mean other studies for those whom the order is given to.
  const moved =
    (change.values.patientid ?? order.patientid) !== order.patientid ||
    (change.values.accession_number ?? order.accession_number) !== order.accession_number ||
    (change.namespace_id ?? order.namespace_id) !== order.namespace_id
  if (moved && (await isGiven(db, uuid)))
    await requireGivable(db, actor, { namespace_id: change.namespace_id ?? order.namespace_id })
  await db.transaction().execute(async (tx) => {
    const values = {
      ...stored(ORDER_FIELDS, change.values),
      ...(change.namespace_id ? { namespace_id: change.namespace_id } : {}),
    }
    const customfields = await writeCustomfields(
      tx,
      order.account_id,
      'Order',
      order.customfields,
      change.raw ?? new Map(),
    )
    const detail = changedFields({ ...order }, { ...values, customfields })
    if (!detail) return
    await tx
      .updateTable('order')
      .set({
        ...values,
        customfields: JSON.stringify(customfields),
        updated: sql<string>`now()`,
        updated_by: actor.user_id,
      })
      .where('uuid', '=', uuid)
      .execute()
    await recordAudit(tx, actor, { ...auditOfOrder(order), action: 'EDIT', detail })
    await loadOrder(tx, actor, uuid)
  })
}

/** Its studies stay. */
export async function deleteOrder(db: Kysely<Database>, actor: Actor, uuid: string): Promise<void> {
  const order = await findOrder(db, actor, uuid, 'order_edit')
  await db.transaction().execute(async (tx) => {
    await sql`update "order" set deleted = now(), updated_by = ${actor.user_id} where uuid = ${uuid}`.execute(
      tx,
    )
    await recordAudit(tx, actor, { ...auditOfOrder(order), action: 'DELETED', detail: order })
  })
}

export const auditOfOrder = (order: {
  uuid: string
  patient_name: string | null
  account_id: string
  namespace_id: string
}) => ({
  uuid: order.uuid,
  type: 'Order',
  what: order.patient_name,
  account_id: order.account_id,
  namespace_id: order.namespace_id,
})

interface Row extends Omit<OrderRecord, 'tags' | 'customfields' | 'studies'> {
  tags: string[]
  customfields: CustomfieldValue[]
  studies: string[]
}

/** What a row holds; of its studies those that the reader sees. */
const selectFor = (
  seen: RawBuilder<boolean>,
) => sql`o.uuid, o.account_id, o.patientid, o.patient_name, o.accession_number, o.patient_sex, o.patient_birth_date,
  o.referring_physician, o.sending_facility, o.namespace_id, n.name as namespace_name, o.patientid_other,
  o.study_description, o.requesting_physician, o.requesting_department, o.priority, o.complaints, o.history, o.symptoms,
  o.created, ${presentTags('Order', 'o')} as tags, ${presentCustomfields('Order', 'o')} as customfields,
  (select coalesce(jsonb_agg(jsonb_build_object('uuid', p.uuid, 'modality', p.modality,
      'scheduled_procedure_step_id', p.scheduled_procedure_step_id, 'requested_procedure_id', p.requested_procedure_id,
      'requested_procedure_description', p.requested_procedure_description,
      'scheduled_station_aetitle', p.scheduled_station_aetitle,
      'scheduled_procedure_step_start_date', p.scheduled_procedure_step_start_date,
      'scheduled_procedure_step_start_time', p.scheduled_procedure_step_start_time,
      'scheduled_procedure_step_description', p.scheduled_procedure_step_description,
      'mpps_status', p.mpps_status, 'mpps_uid', p.mpps_uid) order by p.created, p.uuid), '[]')
    from order_sps p where p.order_id = o.uuid) as sps,
  array(select st.uuid from order_study s join study st on st.uuid = s.study_id where s.order_id = o.uuid and ${seen})
    as studies,
  (select count(*)::int from order_study s join study st on st.uuid = s.study_id where s.order_id = o.uuid and ${seen})
    as study_count,
  (select count(*)::int from order_document d where d.order_id = o.uuid) as document_count`
const FROM = sql`"order" o join namespace n on n.uuid = o.namespace_id`

const CREATED = column('datetime', 'o.created')

async function orderColumns(
  db: Kysely<Database>,
  actor: Actor,
  raw: ReadonlyMap<string, string>,
): Promise<ColumnMap> {
  const reached = [...raw.keys()].some((name) => name.startsWith('filter.folder_id.'))
    ? (await foldersOf(db, actor)).map(({ uuid }) => uuid)
    : []
  return {
    columns: {
      created: CREATED,
      updated: column('datetime', 'o.updated'),
      ...columns('uuid', 'o', ['uuid', 'namespace_id', 'created_by', 'updated_by']),
      ...columns('citext', 'o', [
        'patientid',
        'patientid_other',
        'patient_name',
        'patient_sex',
        'study_description',
        'referring_physician',
        'requesting_physician',
        'sending_facility',
        'priority',
      ]),
      ...columns('text', 'o', ['accession_number', 'patient_birth_date']),
      study_count: column('integer', '(select count(*) from order_study s where s.order_id = o.uuid)'),
    },
    virtual: {
      folder_id: (condition, value) => {
        if (condition !== 'equals' && condition !== 'in') return undefined
        const named = (condition === 'in' ? parseItems(value) : [value]).map((one) => one.toLowerCase())
        const folders = reached.filter((uuid) => named.includes(uuid))
        return sql`o.uuid in (select object_id from folder_item where object = 'Order' and folder_id = any(${folders}::uuid[]))`
      },
    },
  }
}

function present({ tags, customfields, studies, ...row }: Row, linked: boolean): OrderRecord {
  return {
    ...row,
    ...(tags.length > 0 ? { tags } : {}),
    ...(customfields.length > 0 ? { customfields } : {}),
    ...(linked ? { studies } : {}),
  }
}

const linksStudies = async (db: Kysely<Database>, account_id: string): Promise<boolean> => {
  const settings = await accountSettingsOf(db, account_id)
  return settings.enable_orders_in_worklist === 1
}

export async function getOrder(db: Kysely<Database>, actor: Actor, uuid: string): Promise<OrderRecord> {
  const { account_id } = await findOrder(db, actor, uuid)
  const select = selectFor(inScope(await studyScope(db, actor), 'st'))
  const { rows } = await sql<Row>`select ${select} from ${FROM} where o.uuid = ${uuid}`.execute(db)
  const [row] = rows
  if (!row) throw new Refusal('NOT_FOUND')
  return present(row, await linksStudies(db, account_id))
}

export async function listOrders(
  db: Kysely<Database>,
  actor: Actor,
  raw: ReadonlyMap<string, string>,
  account_id: string,
) {
  await requireAccount(db, actor, account_id, ['order_view'])
  const { rows, page } = await listRows<Row>({
    db,
    actor,
    raw,
    map: await orderColumns(db, actor, raw),
    select: selectFor(inScope(await studyScope(db, actor), 'st')),
    from: FROM,
    where: sql`o.account_id = ${account_id} and ${await ordersSeen(db, actor)}`,
    unique: sql`o.uuid`,
    defaultSort: [{ column: CREATED, direction: 'desc' }],
  })
  const linked = await linksStudies(db, account_id)
  return { orders: rows.map((row) => present(row, linked)), page }
}
