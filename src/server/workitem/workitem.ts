import { type Kysely, type Selectable, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Actor } from '../access/actor.ts'
import { mayIn, namespacesOf, requireNamespace } from '../access/namespaces.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import type { WorkitemTable } from '../db/workitem-tables.ts'
import { isUID } from '../dicom/instance.ts'
import { jsonText } from '../dicom/json-encode.ts'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { DicomwebFailure } from '../http/dicomweb/failure.ts'
import { reportState } from './report.ts'

/** Unified Procedure Steps: made, changed, taken up, finished and given up (PS3.4 CC.2, PS3.18 §11). */

export type WorkitemRow = Selectable<WorkitemTable>

const STATE = '00741000'
const TRANSACTION_UID = '00081195'
const SOP_CLASS = '00080016'
const SOP_INSTANCE = '00080018'
const UPS_PUSH = '1.2.840.10008.5.1.4.34.6.1'

/** Types 1 of an N-CREATE (PS3.4 table CC.2.5-3), and the terms that they take. */
const REQUIRED: readonly [tag: string, name: string, terms?: readonly string[]][] = [
  ['00741200', 'ScheduledProcedureStepPriority', ['HIGH', 'MEDIUM', 'LOW']],
  ['00741202', 'WorklistLabel'],
  ['00741204', 'ProcedureStepLabel'],
  ['00404005', 'ScheduledProcedureStepStartDateTime'],
  ['00404041', 'InputReadinessState', ['INCOMPLETE', 'UNAVAILABLE', 'READY']],
]
/** Not for a client to change once a step is there. */
const FIXED = [SOP_CLASS, SOP_INSTANCE, STATE, TRANSACTION_UID, '00100010', '00100020']

/** The namespaces in which the actor has the permission; the one that is named, where one is. */
export async function workitemScope(
  db: Kysely<Database>,
  actor: Actor,
  permission: Permission,
  named?: string,
): Promise<string[]> {
  if (named !== undefined) return [(await requireNamespace(db, actor, named, permission)).uuid]
  return (await namespacesOf(db, actor))
    .filter((access) => mayIn(actor, access, permission))
    .map(({ uuid }) => uuid)
}

/** A step in the scope, locked where it is to be changed. 404 for any other. */
export async function findWorkitem(
  db: Kysely<Database>,
  scope: readonly string[],
  uid: string,
  forUpdate = false,
): Promise<WorkitemRow> {
  let query = db
    .selectFrom('workitem')
    .selectAll()
    .where('uid', '=', uid)
    .where(sql<boolean>`namespace_id = any(${scope}::uuid[])`)
    .limit(1)
  if (forUpdate) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  if (!row) throw new DicomwebFailure(404, 'There is no such workitem')
  return row
}

/** A step as it is answered: with its state, without the lock that only its performer knows. */
export const presentWorkitem = ({ attributes, state, uid }: WorkitemRow): JsonDataSet => ({
  ...attributes,
  [SOP_CLASS]: { vr: 'UI', Value: [UPS_PUSH] },
  [SOP_INSTANCE]: { vr: 'UI', Value: [uid] },
  [STATE]: { vr: 'CS', Value: [state] },
})

const stored = (set: JsonDataSet): JsonDataSet =>
  Object.fromEntries(Object.entries(set).filter(([tag]) => tag !== STATE && tag !== TRANSACTION_UID))

const audited = (row: Pick<WorkitemRow, 'uuid' | 'account_id' | 'namespace_id' | 'attributes'>) => ({
  uuid: row.uuid,
  type: 'Workitem',
  what: jsonText(row.attributes, '00741204') ?? null,
  account_id: row.account_id,
  namespace_id: row.namespace_id,
})

/** 400 for what is missing or no term, 409 where there is one with this UID. */
export async function createWorkitem(
  tx: Kysely<Database>,
  actor: Actor,
  place: { uuid: string; account_id: string | null },
  uid: string,
  set: JsonDataSet,
): Promise<void> {
  if (!isUID(uid)) throw new DicomwebFailure(400, 'The workitem has no UID')
  if ((jsonText(set, STATE) ?? 'SCHEDULED') !== 'SCHEDULED')
    throw new DicomwebFailure(400, 'A new workitem is SCHEDULED')
  if (jsonText(set, TRANSACTION_UID) !== undefined)
    throw new DicomwebFailure(400, 'A new workitem has no Transaction UID')
  for (const [tag, name, terms] of REQUIRED) {
    const value = jsonText(set, tag)
    if (value === undefined || value === '') throw new DicomwebFailure(400, `${name} is missing`)
    if (terms && !terms.includes(value))
      throw new DicomwebFailure(400, `${name} is one of ${terms.join(', ')}`)
  }
  const row = await tx
    .insertInto('workitem')
    .values({
      account_id: place.account_id,
      namespace_id: place.uuid,
      uid,
      transaction_uid: null,
      attributes: JSON.stringify(stored(set)),
      created_by: actor.user_id,
    })
    .onConflict((conflict) => conflict.columns(['namespace_id', 'uid']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new DicomwebFailure(409, 'There is a workitem with this UID')
  await recordAudit(tx, actor, { ...audited(row), action: 'ADD' })
  await reportState(tx, row)
}

/** Whoever has taken a step up proves it by the Transaction UID. */
function requireLock(row: WorkitemRow, transaction_uid: string | undefined): void {
  if (row.state === 'COMPLETED' || row.state === 'CANCELED')
    throw new DicomwebFailure(409, `The workitem is ${row.state} and may not change any more`)
  if (row.state === 'IN PROGRESS' && (!transaction_uid || transaction_uid !== row.transaction_uid))
    throw new DicomwebFailure(409, 'The Transaction UID is not that of the workitem')
  if (row.state === 'SCHEDULED' && transaction_uid)
    throw new DicomwebFailure(409, 'The workitem is SCHEDULED: it has no Transaction UID yet')
}

/** Replaces attributes; `row` is locked. */
export async function updateWorkitem(
  tx: Kysely<Database>,
  actor: Actor,
  row: WorkitemRow,
  set: JsonDataSet,
  transaction_uid: string | undefined,
): Promise<void> {
  requireLock(row, transaction_uid)
  const change = Object.fromEntries(Object.entries(set).filter(([tag]) => tag !== TRANSACTION_UID))
  const fixed = Object.keys(change).find((tag) => FIXED.includes(tag))
  if (fixed !== undefined) throw new DicomwebFailure(400, `${fixed} may not be changed`)
  const attributes = { ...row.attributes, ...change }
  await tx
    .updateTable('workitem')
    .set({ attributes: JSON.stringify(attributes), updated: sql<string>`now()` })
    .where('uuid', '=', row.uuid)
    .execute()
  await recordAudit(tx, actor, { ...audited(row), action: 'EDIT', detail: { tags: Object.keys(change) } })
  await reportState(tx, { ...row, attributes }, 'progress')
}

const PERFORMED = '00741216'
const PERFORMED_TIMES = [
  ['00404050', 'PerformedProcedureStepStartDateTime'],
  ['00404051', 'PerformedProcedureStepEndDateTime'],
] as const

/** What a finished step has to say of how it was done (PS3.4 table CC.2.5-3, final state). */
function requireFinal({ attributes }: WorkitemRow, state: 'COMPLETED' | 'CANCELED'): void {
  const [performed] = attributes[PERFORMED]?.Value ?? []
  const done = typeof performed === 'object' && performed !== null ? performed : undefined
  if (state === 'CANCELED') return
  for (const [tag, name] of PERFORMED_TIMES) {
    const value = done && tag in done ? Object.entries(done).find(([key]) => key === tag)?.[1] : undefined
    if (!value || typeof value !== 'object' || !('Value' in value))
      throw new DicomwebFailure(409, `A completed workitem needs ${name}`)
  }
}

/** The warning that goes with the answer, where the step was in that state already. */
export async function changeState(
  tx: Kysely<Database>,
  actor: Actor,
  row: WorkitemRow,
  wanted: string | undefined,
  transaction_uid: string | undefined,
): Promise<string | undefined> {
  if (wanted !== 'IN PROGRESS' && wanted !== 'COMPLETED' && wanted !== 'CANCELED')
    throw new DicomwebFailure(400, 'ProcedureStepState is IN PROGRESS, COMPLETED or CANCELED')
  if (!transaction_uid || !isUID(transaction_uid)) throw new DicomwebFailure(400, 'TransactionUID is missing')
  if (row.state === wanted && wanted !== 'IN PROGRESS')
    return `The UPS is already in the requested state of ${wanted}`
  if (wanted === 'IN PROGRESS') {
    if (row.state !== 'SCHEDULED') throw new DicomwebFailure(409, `The workitem is ${row.state}`)
  } else {
    if (row.state !== 'IN PROGRESS')
      throw new DicomwebFailure(409, `The workitem is ${row.state}, not IN PROGRESS`)
    requireLock(row, transaction_uid)
    requireFinal(row, wanted)
  }
  await moveTo(tx, actor, row, wanted, wanted === 'IN PROGRESS' ? transaction_uid : row.transaction_uid)
  return undefined
}

async function moveTo(
  tx: Kysely<Database>,
  actor: Actor,
  row: WorkitemRow,
  state: WorkitemRow['state'],
  transaction_uid: string | null,
): Promise<void> {
  await tx
    .updateTable('workitem')
    .set({ state, transaction_uid, updated: sql<string>`now()` })
    .where('uuid', '=', row.uuid)
    .execute()
  await recordAudit(tx, actor, { ...audited(row), action: 'STATE', detail: { state: [row.state, state] } })
  await reportState(tx, { ...row, state })
}

/**
 * Asks for a step to be given up. One that nobody has begun is CANCELED at once; whoever performs one is told of the
 * wish. 409 for a completed one.
 */
export async function requestCancel(
  tx: Kysely<Database>,
  actor: Actor,
  row: WorkitemRow,
  reason: JsonDataSet,
): Promise<string | undefined> {
  if (row.state === 'CANCELED') return 'The UPS is already in the requested state of CANCELED'
  if (row.state === 'COMPLETED') throw new DicomwebFailure(409, 'The workitem is COMPLETED')
  if (row.state === 'SCHEDULED') await moveTo(tx, actor, row, 'CANCELED', null)
  else await reportState(tx, row, 'cancel', { reason })
  return undefined
}
