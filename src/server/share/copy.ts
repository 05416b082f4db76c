import { type Kysely, sql } from 'kysely'
import { STUDY_ATTRIBUTE_NAMES } from '#contract/study/record.ts'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import type { Regions } from '../imaging/regions.ts'
import { copyAttachments, copyStoredStudy } from '../ingest/copy.ts'
import { removeImages } from '../ingest/purge.ts'
import { enqueue } from '../jobs/queue.ts'
import { Refusal } from '../refusal.ts'
import { anonymizeRecord } from '../study/anonymize.ts'
import { approvalOf } from '../study/approval.ts'
import { auditOf } from '../study/change.ts'
import { publishStudy } from '../study/event.ts'
import { loadTags } from '../study/load_tags.ts'
import { removeStudy } from '../study/remove.ts'
import { takenWhole } from '../study/taken.ts'
import { notifyNamespace } from '../tenancy/notify.ts'
import type { ShareTarget } from './target.ts'

/**
 * Copies: another study with images of its own, as if it had been uploaded. Where the images stay as they are, only
 * their rows are copied, in the transaction; where UIDs or the patient change, a job writes them anew.
 */

export interface CopyOptions {
  kind: 'duplicate' | 'clone' | 'split' | 'crop' | 'anonymize'
  study_uid: string
  /** Only these. */
  series_uids?: readonly string[]
  /** Pixels that are cut out or painted over, and with what. */
  regions?: Regions
  color?: string
  /** The series go from the original once they are in the copy. */
  delete_original?: boolean
  /** Under which the client asks how far it is. */
  storage_job?: string
  new_series_uids?: boolean
  new_image_uids?: boolean
  /** Neither record nor headers say who the patient is. */
  exclude_phi?: boolean
  include_attachments?: boolean
}

/** What a copy says until its images have been counted. */
const EMPTY = sql`phantom = true, image_count = 0, attachment_count = 0, size = 0, compressed_size = 0`
const WITHOUT_PHI = sql.join(
  STUDY_ATTRIBUTE_NAMES.filter((name) => name !== 'modality').map((name) => sql`${sql.ref(name)} = null`),
)

/**
 * ALREADY_EXISTS where the place has this study, unless it is to be overwritten; a frozen one never is, nor images that
 * another place has a record of: they would change under it.
 */
async function clearPlace(
  tx: Kysely<Database>,
  actor: Actor,
  study_uid: string,
  place: ShareTarget,
  overwrite: boolean,
): Promise<void> {
  const there = await tx
    .selectFrom('study')
    .selectAll()
    .where(({ or, eb }) =>
      or([eb('phi_namespace', '=', place.namespace_id), eb('storage_namespace', '=', place.namespace_id)]),
    )
    .where('study_uid', '=', study_uid)
    .where('deleted', 'is', null)
    .forUpdate()
    .execute()
  if (there.length === 0) return
  const kept = (study: StudyRow) => study.is_frozen || study.phi_namespace !== place.namespace_id
  if (!overwrite || there.some(kept)) throw new Refusal('ALREADY_EXISTS')
  for (const study of there)
    await removeStudy(tx, actor, study, { action: 'DELETED', detail: { overwritten: true } })
}

/** The record of a copy: what the original says, in the place that stores it now. */
async function addRecord(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  place: ShareTarget,
  { kind, study_uid, exclude_phi = false }: CopyOptions,
): Promise<StudyRow> {
  const approval = await approvalOf(tx, place.namespace_id, study_uid, 'copy')
  const customfields = !exclude_phi && place.account_id === study.account_id ? study.customfields : {}
  const { rows } = await sql<StudyRow>`
    insert into study (account_id, phi_namespace, storage_namespace, study_uid, source, must_approve, approval_reason,
      customfields, created_by, updated_by, ${takenWhole})
    select ${place.account_id}, ${place.namespace_id}, ${place.namespace_id}, ${study_uid}, ${kind},
      ${approval.must_approve}, ${approval.approval_reason}, ${JSON.stringify(customfields)}::jsonb, ${actor.user_id},
      ${actor.user_id}, ${takenWhole}
    from study where uuid = ${study.uuid}
    on conflict (storage_namespace, study_uid, phi_namespace) where deleted is null do nothing
    returning *`.execute(tx)
  const [copy] = rows
  if (!copy) throw new Refusal('ALREADY_EXISTS')
  // What stood between the original and its images is written into those of the copy.
  if (copy.anonymization)
    await sql`update study set anonymization = null where uuid = ${copy.uuid}`.execute(tx)
  const shown = { ...copy, ...(await anonymizeRecord(tx, actor, copy.uuid, 'service')) }
  await loadTags(tx, actor, copy, { record: copy.uuid, arriving: true })
  return shown
}

async function announce(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  copy: StudyRow,
  place: ShareTarget,
): Promise<void> {
  await recordAudit(
    tx,
    actor,
    { ...auditOf(study), action: 'COPY', with: place.name, detail: { copy_id: copy.uuid } },
    { ...auditOf(copy), action: 'ADD', detail: { source: copy.source } },
  )
  await tx
    .insertInto('study_share')
    .values({
      study_id: study.uuid,
      shared_id: copy.uuid,
      account_id: study.account_id,
      type: place.type,
      type_uuid: place.type_uuid,
      namespace_id: place.namespace_id,
      action: 'copy',
      created_by: actor.user_id,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['study_id', 'namespace_id', 'action'])
        .where('stopped', 'is', null)
        .doUpdateSet({ shared_id: copy.uuid }),
    )
    .execute()
  await publishStudy(tx, 'EDIT', copy)
}

/** One mail for all copies that one call makes. */
export async function tellOfCopies(
  tx: Kysely<Database>,
  actor: Actor,
  place: ShareTarget,
  copies: readonly StudyRow[],
): Promise<void> {
  const [copy] = copies
  if (!copy) return
  await notifyNamespace(tx, {
    namespace_id: place.namespace_id,
    kind: copy.must_approve ? 'event_approve' : 'event_copy',
    wording: copy.must_approve ? 'copyWaits' : 'copied',
    values: { sender: actor.name, place: place.name, studies: String(copies.length) },
    path: copy.must_approve ? `/inbox?study=${copy.uuid}` : `/studies/${copy.uuid}/view`,
    by: actor.user_id,
  })
}

/**
 * Copies a study to a place, inside a transaction. ALREADY_EXISTS where the place has the study and it is not to be
 * overwritten, FAILED where there are no images. Answers the job that writes them, where it takes one.
 */
export async function copyStudy(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  place: ShareTarget,
  options: CopyOptions & { overwrite?: boolean; images: number },
): Promise<{ copy: StudyRow; job_id?: string }> {
  const { study_uid, kind, series_uids, regions, exclude_phi = false, include_attachments = false } = options
  const { new_series_uids = false, new_image_uids = false } = options
  if (study.phi_namespace === place.namespace_id && study.study_uid === study_uid)
    throw new Refusal('ALREADY_EXISTS')
  await clearPlace(tx, actor, study_uid, place, options.overwrite === true)
  const copy = await addRecord(tx, actor, study, place, options)
  const { account_id, namespace_id: storage_namespace } = place
  const target = { account_id, storage_namespace }
  const rewrites =
    exclude_phi ||
    study.anonymization !== null ||
    new_series_uids ||
    new_image_uids ||
    study_uid !== study.study_uid ||
    series_uids !== undefined ||
    regions !== undefined
  if (!rewrites && (await copyStoredStudy(tx, study, target)) === 0) throw new Refusal('FAILED')
  // A report says whom it is about.
  if (include_attachments && !exclude_phi && !study.anonymization) await copyAttachments(tx, study, target)
  await announce(tx, actor, study, copy, place)
  if (!rewrites) {
    const key = `study_notify:${storage_namespace}:${study_uid}`
    await enqueue(tx, 'study_notify', { storage_namespace, study_uid }, { key })
    return { copy }
  }
  await removeImages(tx, { storage_namespace, study_uid }, false)
  await sql`update study set ${EMPTY} ${exclude_phi ? sql`, edited = '{}', ${WITHOUT_PHI}` : sql``}
    where uuid = ${copy.uuid}`.execute(tx)
  const { uuid } = await tx
    .insertInto('study_copy')
    .values({
      kind,
      study_id: study.uuid,
      copy_id: copy.uuid,
      namespace_id: storage_namespace,
      series_uids: series_uids ? [...series_uids] : null,
      regions: regions ? JSON.stringify(regions) : null,
      color: options.color ?? null,
      delete_original: options.delete_original ?? false,
      storage_job: options.storage_job ?? null,
      new_series_uids,
      new_image_uids,
      exclude_phi,
      total: options.images,
      user_id: actor.user_id,
    })
    .returning('uuid')
    .executeTakeFirstOrThrow()
  await enqueue(tx, 'study_copy', { copy: uuid })
  return { copy, job_id: uuid }
}

/** The series of the stored study behind a record, and how many images each has; the row is locked until they are copied. */
export async function seriesOf(
  tx: Kysely<Database>,
  { storage_namespace, study_uid }: StudyRow,
): Promise<{ series_uid: string; images: number }[]> {
  const { rows } = await sql<{ series_uid: string; images: number }>`
    select e.series_uid, e.instance_count as images from stored_study s join stored_series e on e.stored_study_id = s.id
    where s.storage_namespace = ${storage_namespace} and s.study_uid = ${study_uid} and e.instance_count > 0
    order by e.series_number, e.series_uid for share of s`.execute(tx)
  return rows
}
