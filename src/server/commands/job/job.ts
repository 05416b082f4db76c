import { z } from 'zod'
import { jobGet } from '#contract/job.ts'
import { handle } from '../../command.ts'

const state = z.enum(['SCHEDULED', 'RUNNING', 'FINISHED', 'DONE', 'ERROR'])

export const get = handle(jobGet, async ({ params, actor, services: { db }, refuse }) => {
  const job = await db
    .selectFrom('storage_job')
    .select(['id', 'state'])
    .where('id', '=', params.id)
    .where('user_id', '=', actor.user_id)
    .executeTakeFirst()
  if (!job) throw refuse('NOT_FOUND')
  return { id: job.id, state: state.parse(job.state) }
})
