import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { Services } from '../services.ts'
import type { StoredStudyReference } from './notify.ts'

/** An object this young may belong to an image whose transaction has not committed yet. */
const MIN_AGE_MS = 60 * 60 * 1000
const BATCH = 500

/** Removes a stored study with its images and attachments; their objects once nothing else refers to them. */
export async function purgeStoredStudy(services: Services, reference: StoredStudyReference): Promise<void> {
  const { storage_namespace, study_uid } = reference
  await services.db.transaction().execute(async (tx) => {
    await removeImages(tx, reference)
    await sql`
      with gone as (
        delete from attachment where storage_namespace = ${storage_namespace} and study_uid = ${study_uid} returning version
      )
      insert into object_garbage (hash) select distinct version from gone on conflict (hash) do nothing`.execute(
      tx,
    )
  })
  await removeGarbage(services)
}

/** Removes the images of a stored study inside a transaction; the objects become garbage. */
export async function removeImages(
  tx: Kysely<Database>,
  { storage_namespace, study_uid }: StoredStudyReference,
): Promise<void> {
  await sql`
    insert into object_garbage (hash)
    select distinct encode(i.hash, 'hex') from stored_instance i join stored_study s on s.id = i.stored_study_id
    where s.storage_namespace = ${storage_namespace} and s.study_uid = ${study_uid}
    on conflict (hash) do nothing`.execute(tx)
  await tx
    .deleteFrom('stored_study')
    .where('storage_namespace', '=', storage_namespace)
    .where('study_uid', '=', study_uid)
    .execute()
}

/** Removes objects that nothing refers to any more. Run after deletions and from time to time. */
export async function removeGarbage({ db, objects }: Services): Promise<void> {
  let after = ''
  for (;;) {
    const { rows } = await sql<{ hash: string; used: boolean }>`
      select g.hash, exists (select from stored_instance i where i.hash = decode(g.hash, 'hex'))
        or exists (select from attachment a where a.version = g.hash) as used
      from object_garbage g where g.hash > ${after} and g.since < now() - make_interval(secs => ${MIN_AGE_MS / 1000})
      order by g.hash limit ${BATCH}`.execute(db)
    for (const { hash, used } of rows) {
      if (!used) await objects.delete(hash, MIN_AGE_MS)
      await db.deleteFrom('object_garbage').where('hash', '=', hash).execute()
    }
    const last = rows.at(-1)
    if (rows.length < BATCH || !last) return
    after = last.hash
  }
}
