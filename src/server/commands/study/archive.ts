import { type Kysely, sql } from 'kysely'
import { studyArchive, studyRetrieve } from '#contract/study/archive.ts'
import type { Actor } from '../../access/actor.ts'
import { findStudy, type StudyRow } from '../../access/study.ts'
import {
  beginRetrieval,
  leaveToArchive,
  type StorageState,
  type StoredStudyKey,
} from '../../archive/state.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { accountSettingsOf, auditOf } from '../../study/change.ts'
import { publishStored } from '../../study/event.ts'

interface Stored extends StoredStudyKey {
  revision: number
  archived_revision: number | null
  storage_state: StorageState | null
}

/** The images under a record, locked: arriving images wait. */
async function lockStored(tx: Kysely<Database>, study: StudyRow): Promise<Stored | undefined> {
  const { rows } = await sql<Stored>`
    select id, storage_namespace, study_uid, revision, archived_revision, storage_state from stored_study
    where storage_namespace = ${study.storage_namespace} and study_uid = ${study.study_uid} for update`.execute(
    tx,
  )
  return rows[0]
}

async function recordsOver(tx: Kysely<Database>, study: StudyRow): Promise<StudyRow[]> {
  return tx
    .selectFrom('study')
    .selectAll()
    .where('storage_namespace', '=', study.storage_namespace)
    .where('study_uid', '=', study.study_uid)
    .where('deleted', 'is', null)
    .execute()
}

export const archive = handle(studyArchive, async ({ params, actor, services, refuse }) => {
  const { db } = services
  const { study } = await findStudy(db, actor, params, 'study_delete')
  if (study.thin) throw refuse('ALREADY_THIN')
  await db.transaction().execute(async (tx) => {
    const stored = await lockStored(tx, study)
    const records = await recordsOver(tx, study)
    const isPrimary = study.phi_namespace === study.storage_namespace
    if (!isPrimary && records.length > 1) throw refuse('NOT_PERMITTED')
    if (stored?.storage_state) throw refuse('ALREADY_THIN')
    if (!services.archive || !stored || stored.archived_revision !== stored.revision)
      throw refuse('NO_FRESH_ARCHIVE')
    await leaveToArchive(tx, stored)
    await recordAudit(tx, actor, ...records.map((one) => ({ ...auditOf(one), action: 'ARCHIVE' })))
    await publishStored(tx, 'EDIT', study)
  })
  return {}
})

/** Patients bring back their studies where their account lets them (`enable_thin_retrieve_in_patient_portal`). */
async function mayRetrieve(db: Kysely<Database>, actor: Actor, study: StudyRow): Promise<boolean> {
  if (actor.guest?.kind !== 'portal') return true
  const settings = await accountSettingsOf(db, study.account_id)
  return settings.enable_thin_retrieve_in_patient_portal === 1
}

export const retrieve = handle(studyRetrieve, async ({ params, actor, services, refuse }) => {
  const { db } = services
  const { study } = await findStudy(db, actor, params)
  if (!(await mayRetrieve(db, actor, study))) throw refuse('NOT_PERMITTED')
  if (!study.thin) throw refuse('NOT_THIN')
  await db.transaction().execute(async (tx) => {
    const stored = await lockStored(tx, study)
    if (stored && stored.storage_state === null) throw refuse('NOT_THIN')
    // One whose images were never here would have to come from somewhere else, and destinations do not exist.
    if (!stored && !(study.study_uid && study.accession_number)) throw refuse('MISSING_INFO')
    if (!stored || !services.archive) throw refuse('NO_QUERY_DESTINATION')
    if (!actor.guest)
      await tx
        .insertInto('study_retrieval')
        .values({ study_id: study.uuid, account_id: study.account_id, user_id: actor.user_id })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    if (stored.storage_state !== 'U') return
    await beginRetrieval(tx, stored.id)
    await recordAudit(tx, actor, { ...auditOf(study), action: 'RETRIEVE' })
    await publishStored(tx, 'EDIT', study)
  })
  return {}
})
