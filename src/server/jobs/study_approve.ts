import { z } from 'zod'
import { actorOfUser } from '../access/user_actor.ts'
import { approveStudy, matches } from '../share/approve.ts'
import { job } from './queue.ts'

/** Approves a study when its delay is over, or when it says what it has to match. */
export const studyApprove = job(
  'study_approve',
  z.object({ study_id: z.string(), user_id: z.string() }),
  async ({ db }, { study_id, user_id }) => {
    await db.transaction().execute(async (tx) => {
      const actor = await actorOfUser(tx, user_id)
      const study = await tx
        .selectFrom('study')
        .selectAll()
        .where('uuid', '=', study_id)
        .where('deleted', 'is', null)
        .forUpdate()
        .executeTakeFirst()
      if (actor && study?.must_approve && matches(study)) await approveStudy(tx, actor, study)
    })
  },
)
