import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { StoredStudyReference } from './notify.ts'
import { removeImages } from './purge.ts'

export interface CopyTarget {
  account_id: string | null
  storage_namespace: string
}

/**
 * Stores a study a second time, under another namespace: studies, series and instances of their own over the same
 * objects, which are kept by content and never change. What the target held under this UID is replaced. Answers how many
 * images there are; 0 leaves the target as it was.
 */
export async function copyStoredStudy(
  tx: Kysely<Database>,
  { storage_namespace, study_uid }: StoredStudyReference,
  target: CopyTarget,
): Promise<number> {
  // Shared, so that nobody purges it meanwhile.
  const { rows } = await sql<{ id: number; instance_count: number }>`
    select id, instance_count from stored_study where storage_namespace = ${storage_namespace} and study_uid = ${study_uid}
      and storage_state is null for share`.execute(tx)
  const [source] = rows
  if (!source || source.instance_count === 0) return 0
  await removeImages(tx, { storage_namespace: target.storage_namespace, study_uid }, false)
  await sql`
    with made as (
      insert into stored_study (account_id, storage_namespace, study_uid, patient_id, patient_name, attributes,
        modalities, sop_classes, series_count, instance_count, size)
      select ${target.account_id}, ${target.storage_namespace}, study_uid, patient_id, patient_name, attributes,
        modalities, sop_classes, series_count, instance_count, size
      from stored_study where id = ${source.id}
      returning id
    ), series as (
      insert into stored_series (account_id, stored_study_id, series_uid, modality, series_number, attributes,
        instance_count)
      select ${target.account_id}, made.id, e.series_uid, e.modality, e.series_number, e.attributes, e.instance_count
      from made, stored_series e where e.stored_study_id = ${source.id}
      returning id, stored_study_id, series_uid
    )
    insert into stored_instance (account_id, stored_study_id, stored_series_id, sop_instance_uid, sop_class_uid,
      instance_number, hash, size, transfer_syntax_uid, rows, columns, frames, frame_index, metadata)
    select ${target.account_id}, n.stored_study_id, n.id, i.sop_instance_uid, i.sop_class_uid, i.instance_number, i.hash,
      i.size, i.transfer_syntax_uid, i.rows, i.columns, i.frames, i.frame_index, i.metadata
    from stored_instance i join stored_series e on e.id = i.stored_series_id join series n on n.series_uid = e.series_uid
    where i.stored_study_id = ${source.id} and i.current order by i.id`.execute(tx)
  return source.instance_count
}

/** Attachments of a study and of one of its records, for the record of a copy in the namespace that stores it. */
export async function copyAttachments(
  tx: Kysely<Database>,
  { storage_namespace, study_uid, phi_namespace }: StoredStudyReference & { phi_namespace: string },
  target: CopyTarget,
): Promise<void> {
  await sql`
    insert into attachment (account_id, storage_namespace, study_uid, phi_namespace, version, filename, mime_type, size,
      created_by)
    select ${target.account_id}, ${target.storage_namespace}, study_uid, ${target.storage_namespace}, version,
      filename, mime_type, size, created_by
    from attachment a where storage_namespace = ${storage_namespace} and study_uid = ${study_uid}
      and phi_namespace in (${storage_namespace}, ${phi_namespace})
      and not exists (select from attachment t where t.storage_namespace = ${target.storage_namespace}
        and t.study_uid = a.study_uid and t.version = a.version)`.execute(tx)
}
