import { sql } from 'kysely'
import { z } from 'zod'
import { purgeStoredStudy } from '../ingest/purge.ts'
import { job } from './queue.ts'

/** Removes the images of a deleted study once nobody can revive it and no other record points to them. */
export const studyPurge = job(
  'study_purge',
  z.object({ study_id: z.string() }),
  async (services, { study_id }) => {
    const study = await services.db
      .updateTable('study')
      .set({ purge_at: null })
      .where('uuid', '=', study_id)
      .where('deleted', 'is not', null)
      .where('purge_at', '<=', sql<string>`now()`)
      .returning(['storage_namespace', 'study_uid'])
      .executeTakeFirst()
    if (!study) return
    const held = await services.db
      .selectFrom('study')
      .select('uuid')
      .where('storage_namespace', '=', study.storage_namespace)
      .where('study_uid', '=', study.study_uid)
      .where(sql<boolean>`(deleted is null or purge_at is not null)`)
      .limit(1)
      .executeTakeFirst()
    if (!held) await purgeStoredStudy(services, study)
  },
)
