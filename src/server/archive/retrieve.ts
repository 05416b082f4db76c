import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { Services } from '../services.ts'
import { publishStored } from '../study/event.ts'
import { notifyNamespace } from '../tenancy/notify.ts'
import { copyFile, FileLost } from './file.ts'
import { askForRetrieval, filesOf, type StorageState, type StoredStudyKey } from './state.ts'

interface Coming extends StoredStudyKey {
  storage_state: StorageState | null
}

const studyOf = (db: Kysely<Database>, id: number): Promise<Coming | undefined> =>
  db
    .selectFrom('stored_study')
    .select(['id', 'storage_namespace', 'study_uid', 'storage_state'])
    .where('id', '=', id)
    .executeTakeFirst()

/** How often listeners hear how far it is. */
const TOLD_MS = 500

/**
 * Brings the files of a study back from the archive, each compared with its checksum. May be repeated at any time: what
 * is there already is not fetched again. Where one is lost, the study stays in the archive, and who asked is told.
 */
export async function retrieveStudy(services: Services, id: number): Promise<void> {
  const { db, objects, archive, log } = services
  const study = await studyOf(db, id)
  if (study?.storage_state !== 'R') return
  try {
    const files = await filesOf(db, id)
    let told = 0
    for (const [done, { hash }] of files.entries()) {
      if (Date.now() - told > TOLD_MS) {
        told = Date.now()
        await tellProgress(db, study, done, files.length)
      }
      if (await objects.has(hash)) continue
      if (!archive) throw new FileLost(hash, 'is in an archive that is not configured')
      await copyFile(archive, objects, hash)
    }
    if (await arrive(db, id, files.length)) return
    // An image came meanwhile whose file the list did not hold.
    await askForRetrieval(db, id)
  } catch (error) {
    if (!(error instanceof FileLost)) throw error
    log.error({ err: error, stored_study: id }, 'a study could not be brought back')
    await giveUp(db, id)
  }
}

async function tellProgress(
  db: Kysely<Database>,
  study: StoredStudyKey,
  done: number,
  total: number,
): Promise<void> {
  await db.updateTable('stored_study').set({ retrieved: done }).where('id', '=', study.id).execute()
  await publishStored(db, 'RETRIEVE', study, { done, total })
}

/** The study is whole again: its records are no longer thin. False where it has grown since its files were listed. */
async function arrive(db: Kysely<Database>, id: number, files: number): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const study = await lock(tx, id)
    if (study?.storage_state !== 'R') return true
    if ((await filesOf(tx, id)).length !== files) return false
    const { storage_namespace, study_uid } = study
    await sql`update stored_study set storage_state = null, retrieved = null where id = ${id}`.execute(tx)
    await sql`update study set thin = false, updated = now()
      where storage_namespace = ${storage_namespace} and study_uid = ${study_uid}`.execute(tx)
    await answer(tx, study, 'event_thin_study_success')
    await publishStored(tx, 'READY', study)
    return true
  })
}

async function giveUp(db: Kysely<Database>, id: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const study = await lock(tx, id)
    if (study?.storage_state !== 'R') return
    await sql`update stored_study set storage_state = 'U', retrieved = null where id = ${id}`.execute(tx)
    await answer(tx, study, 'event_thin_study_fail')
    await publishStored(tx, 'RETRIEVE', study, { failed: 1 })
  })
}

const lock = async (tx: Kysely<Database>, id: number): Promise<Coming | undefined> => {
  const { rows } = await sql<Coming>`
    select id, storage_namespace, study_uid, storage_state from stored_study where id = ${id} for update`.execute(
    tx,
  )
  return rows[0]
}

interface Waiting {
  study_id: string
  user_id: string
  phi_namespace: string
}

/** Tells everybody who asked, and who wants to know. */
async function answer(
  tx: Kysely<Database>,
  { storage_namespace, study_uid }: StoredStudyKey,
  kind: 'event_thin_study_success' | 'event_thin_study_fail',
): Promise<void> {
  const { rows } = await sql<Waiting>`
    delete from study_retrieval w using study r
    where r.uuid = w.study_id and r.storage_namespace = ${storage_namespace} and r.study_uid = ${study_uid}
    returning w.study_id, w.user_id, r.phi_namespace`.execute(tx)
  for (const { study_id, user_id, phi_namespace } of rows)
    await notifyNamespace(tx, {
      namespace_id: phi_namespace,
      kind,
      wording: kind === 'event_thin_study_success' ? 'retrieved' : 'notRetrieved',
      values: {},
      path: `/studies/${study_id}/view`,
      by: null,
      to: user_id,
    })
}

/** Retrievals that a process left behind go on. */
export async function resumeRetrievals(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id from stored_study where storage_state = 'R'`.execute(db)
  for (const { id } of rows) await askForRetrieval(db, id)
}
