import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { enqueue } from '../jobs/queue.ts'

/**
 * Where the files of a stored study are: in the store (no state), in the archive alone (`U`), or on their way back
 * (`R`), as v3's `storage_state` says it. What the database knows of the images stays in either case.
 */

export type StorageState = 'U' | 'R'

export interface StoredStudyKey {
  id: number
  storage_namespace: string
  study_uid: string
}

export const askForRetrieval = (db: Kysely<Database>, id: number): Promise<void> =>
  enqueue(db, 'study_retrieve', { id }, { key: `study_retrieve:${id}` })

/** Begins to bring a study back, in a transaction that holds its row. Nothing where it is not away. */
export async function beginRetrieval(tx: Kysely<Database>, id: number): Promise<void> {
  const { rows } = await sql`
    update stored_study set storage_state = 'R', retrieved = 0 where id = ${id} and storage_state = 'U'
    returning id`.execute(tx)
  if (rows.length === 0) return
  // Waits for a removal that is at work on these files: none is removed from here on.
  await sql`delete from object_garbage where hash in (
    select encode(i.hash, 'hex') from stored_instance i where i.stored_study_id = ${id})`.execute(tx)
  await askForRetrieval(tx, id)
}

/**
 * Lets the store's files of a study go, in a transaction that holds its row: the archive has them all. Every record over
 * it is thin from now on; answers their ids.
 */
export async function leaveToArchive(
  tx: Kysely<Database>,
  { id, storage_namespace, study_uid }: StoredStudyKey,
): Promise<void> {
  await sql`update stored_study set storage_state = 'U', retrieved = null where id = ${id}`.execute(tx)
  await sql`update study set thin = true, updated = now()
    where storage_namespace = ${storage_namespace} and study_uid = ${study_uid}`.execute(tx)
  await sql`
    insert into object_garbage (hash, since)
    select distinct encode(i.hash, 'hex'), now() - interval '1 hour' from stored_instance i where i.stored_study_id = ${id}
    on conflict (hash) do nothing`.execute(tx)
  await enqueue(tx, 'garbage', {}, { key: 'garbage' })
}

export interface ArchivedFile {
  /** SHA-256 in hexadecimal. */
  hash: string
}

/** Every file of a stored study, superseded versions among them, each once. */
export async function filesOf(db: Kysely<Database>, id: number): Promise<ArchivedFile[]> {
  const { rows } = await sql<ArchivedFile>`
    select distinct encode(hash, 'hex') as hash from stored_instance where stored_study_id = ${id} order by 1`.execute(
    db,
  )
  return rows
}

/** The images of these studies are on their way back. */
export async function comingBack(
  db: Kysely<Database>,
  studies: readonly { storage_namespace: string; study_uid: string }[],
): Promise<ReadonlySet<string>> {
  if (studies.length === 0) return new Set()
  const { rows } = await sql<{ key: string }>`
    select s.storage_namespace || ' ' || s.study_uid as key from stored_study s
    join unnest(${studies.map((one) => one.storage_namespace)}::uuid[], ${studies.map((one) => one.study_uid)}::text[])
      as w(storage_namespace, study_uid) using (storage_namespace, study_uid)
    where s.storage_state = 'R'`.execute(db)
  return new Set(rows.map(({ key }) => key))
}

export const studyKey = (study: { storage_namespace: string; study_uid: string }): string =>
  `${study.storage_namespace} ${study.study_uid}`
