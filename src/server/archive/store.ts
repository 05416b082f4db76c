import { sql } from 'kysely'
import type { ObjectStore } from '../objects/store.ts'
import type { Services } from '../services.ts'
import { copyFile, isWhole } from './file.ts'
import { filesOf } from './state.ts'

interface Due {
  id: number
  revision: number
}

/**
 * Copies a study into the archive. It has a fresh copy afterwards, unless images came or went meanwhile: then the next
 * run takes what is new.
 */
async function archiveStudy({ db, objects }: Services, archive: ObjectStore, { id, revision }: Due) {
  const files = await filesOf(db, id)
  for (const { hash } of files) if (!(await isWhole(archive, hash))) await copyFile(objects, archive, hash)
  const { rows } = await sql`
    update stored_study set archived_revision = ${revision}, archived = now()
    where id = ${id} and revision = ${revision} and storage_state is null returning id`.execute(db)
  if (rows.length > 0) return
  // Of a study that was deleted meanwhile nobody would remove them.
  await sql`insert into object_garbage (hash) select unnest(${files.map(({ hash }) => hash)}::text[])
    on conflict (hash) do nothing`.execute(db)
}

/** Studies of one run; the next is a minute later. */
const MOST = 100

/** Archives what has been quiet for long enough. One study that cannot be copied does not stop the others. */
export async function archiveDue(services: Services): Promise<void> {
  const { archive, configuration, db, log } = services
  if (!archive) return
  const { rows } = await sql<Due>`
    select id, revision from stored_study
    where storage_state is null and archived_revision is distinct from revision and instance_count > 0
      and updated <= now() - make_interval(mins => ${configuration.archive_delay})
    order by updated limit ${MOST}`.execute(db)
  for (const due of rows) {
    try {
      await archiveStudy(services, archive, due)
    } catch (error) {
      log.error({ err: error, stored_study: due.id }, 'a study could not be archived')
    }
  }
}
