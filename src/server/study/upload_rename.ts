import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import { namespaceSettings } from '../tenancy/namespace_setting.ts'

/**
 * Uploads of a study that is there already, where the place has them become another one (`force_new_study_on_upload`):
 * for a day the images that the same sender sends of the old study are those of the new one.
 */

interface Place {
  storage_namespace: string
  study_uid: string
}

/** The UID under which this sender's upload of a study comes in; nothing where it is its own. */
export async function renamedUpload(
  db: Kysely<Database>,
  { user_id }: Actor,
  { storage_namespace, study_uid }: Place,
): Promise<string | undefined> {
  const { rows } = await sql<{ new_study_uid: string }>`
    select new_study_uid from upload_rename where storage_namespace = ${storage_namespace} and user_id = ${user_id}
      and study_uid = ${study_uid} and created > now() - interval '1 day'`.execute(db)
  return rows[0]?.new_study_uid
}

/** Is an upload of a study that is there to become another study? One that waits for its images is what it is for. */
export async function comesAnew(db: Kysely<Database>, existing: StudyRow): Promise<boolean> {
  if (existing.phantom) return false
  const setting = await namespaceSettings(db, existing.phi_namespace)
  return setting('force_new_study_on_upload') === 1
}

export async function renameUpload(
  tx: Kysely<Database>,
  { user_id }: Actor,
  { storage_namespace, study_uid }: Place,
  new_study_uid: string,
): Promise<void> {
  await sql`
    insert into upload_rename (storage_namespace, user_id, study_uid, new_study_uid)
    values (${storage_namespace}, ${user_id}, ${study_uid}, ${new_study_uid})
    on conflict (storage_namespace, user_id, study_uid) do update
      set new_study_uid = excluded.new_study_uid, created = now()`.execute(tx)
}
