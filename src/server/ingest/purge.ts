import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { Services } from '../services.ts'
import type { StoredStudyReference } from './notify.ts'

/** An object this young may belong to an image whose transaction has not committed yet. */
const MIN_AGE_MS = 60 * 60 * 1000
const BATCH = 500

/** Removes a stored study with its images and attachments; their objects once nothing else refers to them. */
export async function purgeStoredStudy(services: Services, reference: StoredStudyReference): Promise<void> {
  await services.db.transaction().execute((tx) => removeImages(tx, reference, true))
  await removeGarbage(services)
}

/** Removes the images of a stored study inside a transaction, its attachments where asked; the objects become garbage. */
export async function removeImages(
  tx: Kysely<Database>,
  { storage_namespace, study_uid }: StoredStudyReference,
  attachments: boolean,
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
  if (!attachments) return
  await sql`
    with gone as (
      delete from attachment where storage_namespace = ${storage_namespace} and study_uid = ${study_uid} returning version
    )
    insert into object_garbage (hash) select distinct version from gone on conflict (hash) do nothing`.execute(
    tx,
  )
}

/** Removes images with all their versions, and what becomes empty by it. Answers how many images there were. */
export async function removeInstances(
  tx: Kysely<Database>,
  stored_study_id: number,
  uids: readonly string[],
): Promise<number> {
  // The lock that arriving images take as well.
  await sql`select id from stored_study where id = ${stored_study_id} for update`.execute(tx)
  const { rows } = await sql<{ removed: number }>`
    with gone as (
      delete from stored_instance where stored_study_id = ${stored_study_id} and sop_instance_uid = any(${uids}::text[])
      returning hash, current
    ), garbage as (
      insert into object_garbage (hash) select distinct encode(hash, 'hex') from gone on conflict (hash) do nothing
    )
    select count(*) filter (where current)::integer as removed from gone`.execute(tx)
  const removed = rows[0]?.removed ?? 0
  if (removed === 0) return 0
  await sql`
    update stored_series e set instance_count = c.n, revision = e.revision + 1
    from (select x.id, count(i.id)::integer as n from stored_series x
      left join stored_instance i on i.stored_series_id = x.id and i.current
      where x.stored_study_id = ${stored_study_id} group by x.id) c
    where e.id = c.id and e.instance_count <> c.n`.execute(tx)
  await sql`delete from stored_series where stored_study_id = ${stored_study_id} and instance_count = 0`.execute(
    tx,
  )
  await sql`
    update stored_study s set instance_count = c.n, size = c.size, series_count = c.series, revision = s.revision + 1,
      modalities = c.modalities, sop_classes = c.classes, updated = now()
    from (select count(i.id)::integer as n, coalesce(sum(i.size), 0) as size, count(distinct e.id)::integer as series,
        coalesce(array_agg(distinct e.modality) filter (where e.modality is not null), '{}') as modalities,
        coalesce(array_agg(distinct i.sop_class_uid) filter (where i.id is not null), '{}') as classes
      from stored_series e join stored_instance i on i.stored_series_id = e.id and i.current
      where e.stored_study_id = ${stored_study_id}) c
    where s.id = ${stored_study_id}`.execute(tx)
  await sql`delete from stored_study where id = ${stored_study_id} and instance_count = 0`.execute(tx)
  return removed
}

interface Garbage {
  hash: string
  /** Something is read from it. */
  used: boolean
  /** The file of an image, which the archive may have alone. */
  image: boolean
}

/** The copies of the frames of files that are gone become garbage in their turn. */
const forgetCopies = (tx: Kysely<Database>, sources: readonly string[]) =>
  sql`
    with gone as (
      delete from progressive_object where source = any (select decode(h, 'hex') from unnest(${sources}::text[]) h)
      returning hash
    )
    insert into object_garbage (hash) select distinct encode(hash, 'hex') from gone where hash is not null
    on conflict (hash) do nothing`.execute(tx)

/**
 * Removes objects that nothing refers to any more from the store and from the archive, and from the store those that
 * the archive alone has to have. Run after deletions and from time to time.
 */
export async function removeGarbage({ db, objects, archive }: Services): Promise<void> {
  // Uploads in parts that nobody finished.
  await sql`
    with old as (delete from multipart_part p using multipart_upload u
      where u.uuid = p.upload_uuid and u.created < now() - interval '1 day' returning p.hash)
    insert into object_garbage (hash) select distinct hash from old on conflict (hash) do nothing`.execute(db)
  await sql`delete from multipart_upload where created < now() - interval '1 day'`.execute(db)
  const settled = async ({ hash, used, image }: Garbage): Promise<boolean> => {
    const gone = used || (await objects.delete(hash, MIN_AGE_MS))
    return (image || !archive || (await archive.delete(hash, MIN_AGE_MS))) && gone
  }
  let after = ''
  for (;;) {
    // Locked while they are removed: a retrieval that wants one back waits until it is gone, and fetches it then.
    const rows = await db.transaction().execute(async (tx) => {
      const found = await sql<Garbage>`
        select g.hash, exists (select from stored_instance i join stored_study s on s.id = i.stored_study_id
              where i.hash = decode(g.hash, 'hex') and s.storage_state is distinct from 'U')
            or exists (select from attachment a where a.version = g.hash)
            or exists (select from order_document d where d.version = g.hash)
            or exists (select from progressive_object p where p.hash = decode(g.hash, 'hex'))
            or exists (select from multipart_part p where p.hash = g.hash) as used,
          exists (select from stored_instance i where i.hash = decode(g.hash, 'hex')) as image
        from object_garbage g where g.hash > ${after} and g.since <= now() - make_interval(secs => ${MIN_AGE_MS / 1000})
        order by g.hash limit ${BATCH} for update of g skip locked`.execute(tx)
      const done: string[] = []
      for (const row of found.rows) if (await settled(row)) done.push(row.hash)
      const gone = found.rows.filter(({ hash, used }) => !used && done.includes(hash))
      await forgetCopies(
        tx,
        gone.map(({ hash }) => hash),
      )
      await sql`delete from object_garbage where hash = any(${done}::text[])`.execute(tx)
      return found.rows
    })
    const last = rows.at(-1)
    if (rows.length < BATCH || !last) return
    after = last.hash
  }
}
