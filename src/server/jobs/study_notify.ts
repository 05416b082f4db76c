import { z } from 'zod'
import { notifyStudy } from '../ingest/notify.ts'
import { performDeferredShares } from '../share/deferred.ts'
import { applyFutureChanges } from '../study/future.ts'
import { enqueue, job } from './queue.ts'
import { enqueueProgressive } from './study_progressive.ts'

/** Seconds. Who opens a study at once has the processors for themselves. */
const PROGRESSIVE_DELAY = 20

/** What follows when a study has stopped growing: counts, the end of `phantom`, READY, changes that waited for it. */
export const studyNotify = job(
  'study_notify',
  z.object({ storage_namespace: z.string(), study_uid: z.string() }),
  async (services, { storage_namespace, study_uid }) => {
    const arrived = await notifyStudy(services, { storage_namespace, study_uid })
    await enqueueProgressive(services, { storage_namespace, study_uid }, PROGRESSIVE_DELAY)
    for (const { uuid } of arrived) {
      await services.db.transaction().execute(async (tx) => {
        const study = await tx
          .selectFrom('study')
          .selectAll()
          .where('uuid', '=', uuid)
          .forUpdate()
          .executeTakeFirst()
        if (!study || study.deleted) return
        await applyFutureChanges(tx, study)
        if (!study.phantom) await performDeferredShares(tx, services.configuration, study)
        // Whoever approved it was the last to change it: until it matches, nobody else may.
        if (study.must_match && study.updated_by)
          await enqueue(tx, 'study_approve', { study_id: uuid, user_id: study.updated_by })
      })
    }
  },
)
