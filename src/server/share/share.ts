import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { ensurePatient } from '../patient/automatic.ts'
import { Refusal } from '../refusal.ts'
import { anonymizeRecord } from '../study/anonymize.ts'
import { type Approval, approvalOf } from '../study/approval.ts'
import { auditOf } from '../study/change.ts'
import { publishStudy } from '../study/event.ts'
import { loadTags } from '../study/load_tags.ts'
import { removeStudy } from '../study/remove.ts'
import { saidOfStudy, takenWhole } from '../study/taken.ts'
import { writeCustomfields } from '../tenancy/customfield/value.ts'
import { notifyNamespace } from '../tenancy/notify.ts'
import type { ShareTarget } from './target.ts'

/** Sharing: another record over the same stored images. No pixel is copied, and ending a share takes one record away. */

export interface ShareOptions {
  message?: string | undefined
  integration_key?: string | undefined
  /** `customfield-…` parameters, for the fields of the target's account. */
  raw?: ReadonlyMap<string, string>
  /** A share that is there already says again what its study says now. */
  refresh?: boolean
}

interface Namespace {
  settings: Record<string, unknown>
}

async function refuseDuplicate(
  tx: Kysely<Database>,
  study: StudyRow,
  target: ShareTarget,
  { settings }: Namespace,
) {
  if (settings.no_dup_share !== 1) return
  const { rows } =
    await sql`select from study where phi_namespace = ${target.namespace_id} and study_uid = ${study.study_uid}
    and image_count = ${study.image_count} and deleted is null limit 1`.execute(tx)
  if (rows.length > 0) throw new Refusal('SHARE_FAILED', 'NO_DUP_SHARE')
}

/** Studies of the same patient in the same place, where the target takes them along (`share_related`). */
async function relatedTo(
  tx: Kysely<Database>,
  study: StudyRow,
  { settings }: Namespace,
): Promise<StudyRow[]> {
  if (settings.share_related !== 1 || !study.patientid) return []
  return tx
    .selectFrom('study')
    .selectAll()
    .where('phi_namespace', '=', study.phi_namespace)
    .where(sql<boolean>`lower(patientid) = lower(${study.patientid})`)
    .where('uuid', '<>', study.uuid)
    .where('phantom', '=', false)
    .where('deleted', 'is', null)
    .orderBy('created', 'desc')
    .limit(100)
    .execute()
}

/**
 * Shares a study with a target, in one transaction. A study that is there already is left as it is and counts as
 * shared. SHARE_FAILED says why the target takes nothing. Answers whether it is new there.
 */
export async function shareStudy(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  target: ShareTarget,
  options: ShareOptions = {},
): Promise<boolean> {
  if (target.namespace_id === study.phi_namespace) throw new Refusal('SHARE_FAILED', 'SAME')
  const namespace = await tx
    .selectFrom('namespace')
    .select('settings')
    .where('uuid', '=', target.namespace_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!namespace) throw new Refusal('SHARE_FAILED', 'NO_DESTINATION')
  const customfields = await writeCustomfields(tx, target.account_id, 'Study', {}, options.raw ?? new Map())
  const there = await recordIn(tx, study, target.namespace_id)
  if (!there) await refuseDuplicate(tx, study, target, namespace)
  for (const one of [study, ...(await relatedTo(tx, study, namespace))]) {
    const existing = one === study ? there : await recordIn(tx, one, target.namespace_id)
    const approval = await approvalOf(tx, target.namespace_id, one.study_uid, 'share')
    if (existing && options.refresh) await sayAnew(tx, actor, one, existing)
    const shared_id = existing ?? (await addRecord(tx, actor, one, target, approval, options, customfields))
    await noteShare(tx, actor, one, target, shared_id)
    await recordAudit(tx, actor, {
      ...auditOf(one),
      action: 'SHARE',
      with: target.name,
      detail: { shared_id },
    })
    if (!existing && !approval.must_approve) await patientOf(tx, actor, shared_id)
    if (!existing) await announce(tx, actor, one, shared_id, target, approval.must_approve)
  }
  return there === undefined
}

async function recordIn(
  tx: Kysely<Database>,
  study: StudyRow,
  namespace_id: string,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('study')
    .select('uuid')
    .where('storage_namespace', '=', study.storage_namespace)
    .where('study_uid', '=', study.study_uid)
    .where('phi_namespace', '=', namespace_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  return row?.uuid
}

async function addRecord(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  target: ShareTarget,
  { must_approve, approval_reason }: Approval,
  { message, integration_key }: ShareOptions,
  customfields: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { rows } = await sql<{ uuid: string }>`
    insert into study (account_id, phi_namespace, storage_namespace, study_uid, source, must_approve, approval_reason, shared_from,
      shared_from_study, share_message, integration_key, customfields, created_by, updated_by, ${takenWhole})
    select ${target.account_id}, ${target.namespace_id}, storage_namespace, study_uid, 'share', ${must_approve}, ${approval_reason},
      phi_namespace, uuid, ${message ?? null}, ${integration_key ?? null}, ${JSON.stringify(customfields)}::jsonb,
      ${actor.user_id}, ${actor.user_id}, ${takenWhole}
    from study where uuid = ${study.uuid}
    on conflict (storage_namespace, study_uid, phi_namespace) where deleted is null do update set updated = study.updated
    returning uuid`.execute(tx)
  const uuid = rows[0]?.uuid
  if (!uuid) throw new Error('the shared study was not inserted')
  await anonymizeRecord(tx, actor, uuid, 'service')
  await loadTags(tx, actor, study, { record: uuid, arriving: true })
  return uuid
}

/** What was replaced on the way in stays replaced: such a record is left as it is. */
async function sayAnew(tx: Kysely<Database>, actor: Actor, study: StudyRow, uuid: string): Promise<void> {
  await sql`update study set (${saidOfStudy}, updated, updated_by) =
      (select ${saidOfStudy}, now(), ${actor.user_id}::uuid from study where uuid = ${study.uuid})
    where uuid = ${uuid} and shared_from_study = ${study.uuid} and anonymization is null`.execute(tx)
}

async function noteShare(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  { type, type_uuid, namespace_id }: ShareTarget,
  shared_id: string,
): Promise<void> {
  await tx
    .insertInto('study_share')
    .values({
      study_id: study.uuid,
      shared_id,
      account_id: study.account_id,
      type,
      type_uuid,
      namespace_id,
      created_by: actor.user_id,
    })
    .onConflict((conflict) =>
      conflict.columns(['study_id', 'namespace_id', 'action']).where('stopped', 'is', null).doNothing(),
    )
    .execute()
}

async function patientOf(tx: Kysely<Database>, actor: Actor, uuid: string): Promise<void> {
  const shared = await tx.selectFrom('study').selectAll().where('uuid', '=', uuid).executeTakeFirstOrThrow()
  await ensurePatient(tx, actor, shared)
}

/** Lists show it at once; people are told by mail, without a word of the patient. */
async function announce(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  shared_id: string,
  target: ShareTarget,
  must_approve: boolean,
): Promise<void> {
  await publishStudy(tx, 'READY', { ...study, uuid: shared_id, phi_namespace: target.namespace_id })
  await notifyNamespace(tx, {
    namespace_id: target.namespace_id,
    kind: must_approve ? 'event_approve' : 'event_share',
    wording: must_approve ? 'shareWaits' : 'shared',
    values: { sender: actor.name, place: target.name },
    path: must_approve ? `/inbox?study=${shared_id}` : `/studies/${shared_id}/view`,
    by: actor.user_id,
  })
}

/** Ends a share: the record that it made is gone from every list, DICOMweb and the storage API with the transaction. */
export async function stopShare(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  type: string,
  type_uuid: string,
): Promise<void> {
  const share = await tx
    .updateTable('study_share')
    .set({ stopped: sql<string>`now()` })
    .where('study_id', '=', study.uuid)
    .where('type', '=', type)
    .where('type_uuid', '=', type_uuid)
    .where('action', '=', 'share')
    .where('stopped', 'is', null)
    .returning(['shared_id', 'namespace_id'])
    .executeTakeFirst()
  if (!share) throw new Refusal('NOT_FOUND', type)
  const shared = await tx
    .selectFrom('study')
    .selectAll()
    .where('uuid', '=', share.shared_id)
    .where('shared_from_study', '=', study.uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  const { name } = await tx
    .selectFrom('namespace')
    .select('name')
    .where('uuid', '=', share.namespace_id)
    .executeTakeFirstOrThrow()
  await recordAudit(tx, actor, { ...auditOf(study), action: 'SHARE_STOP', with: name })
  if (shared) await removeStudy(tx, actor, shared, { action: 'DELETED', detail: { share_stopped: true } })
}
