import { sql } from 'kysely'
import { z } from 'zod'
import type { FrameSource } from '../imaging/frames.ts'
import { makeProgressive } from '../imaging/progressive.ts'
import type { StoredStudyReference } from '../ingest/notify.ts'
import type { Services } from '../services.ts'
import { enqueue, job } from './queue.ts'

/** Instances at a time: other jobs have their turn in between. */
const BATCH = 40

/** Makes the progressive copies of a study's images, a few at a time until all are there. */
export const studyProgressive = job(
  'study_progressive',
  z.object({ storage_namespace: z.string(), study_uid: z.string() }),
  async (services, { storage_namespace, study_uid }) => {
    const { rows } = await sql<FrameSource>`
      select encode(i.hash, 'hex') as hash, i.size, i.transfer_syntax_uid, i.frames, i.frame_index
      from stored_instance i
      join stored_study s on s.id = i.stored_study_id
      join stored_series e on e.id = i.stored_series_id
      where s.storage_namespace = ${storage_namespace} and s.study_uid = ${study_uid} and i.current and i.frames > 0
        and s.storage_state is null
        and not exists (select from progressive_object p where p.source = i.hash)
      order by e.series_number, i.instance_number, i.id limit ${BATCH}`.execute(services.db)
    for (const instance of rows) await makeProgressive(services, instance)
    if (rows.length === BATCH) await enqueueProgressive(services, { storage_namespace, study_uid })
  },
)

/** For images that came before copies were made, when somebody asks for one. */
export async function enqueueProgressiveOf(
  services: Pick<Services, 'db' | 'configuration'>,
  instance_id: number,
): Promise<void> {
  const study = await services.db
    .selectFrom('stored_instance')
    .innerJoin('stored_study', 'stored_study.id', 'stored_instance.stored_study_id')
    .select(['stored_study.storage_namespace', 'stored_study.study_uid'])
    .where('stored_instance.id', '=', instance_id)
    .executeTakeFirst()
  if (study) await enqueueProgressive(services, study)
}

/** `delay` in seconds. Nothing happens where this server makes no copies. */
export async function enqueueProgressive(
  { db, configuration }: Pick<Services, 'db' | 'configuration'>,
  study: StoredStudyReference,
  delay = 0,
): Promise<void> {
  if (!configuration.progressive) return
  const key = `study_progressive:${study.storage_namespace}:${study.study_uid}`
  await enqueue(db, 'study_progressive', { ...study }, { key, delay })
}
