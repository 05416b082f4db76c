import { z } from 'zod'
import { jobGet } from '#contract/job.ts'
import { isUuid } from '#contract/value.ts'
import { mayOneself } from '../../access/own.ts'
import { handle } from '../../command.ts'

const state = z.enum(['SCHEDULED', 'RUNNING', 'FINISHED', 'DONE', 'ERROR'])

export const get = handle(jobGet, async ({ params, actor, services: { db }, refuse }) => {
  const job = await db
    .selectFrom('storage_job')
    .select(['id', 'state'])
    .where('id', '=', params.id)
    .where('user_id', '=', actor.user_id)
    .executeTakeFirst()
  const may = () => mayOneself(db, actor, 'job_view')
  if (job && !(await may())) throw refuse('NOT_PERMITTED')
  if (job) return { id: job.id, state: state.parse(job.state) }
  const copy = isUuid(params.id)
    ? await db
        .selectFrom('study_copy')
        .select(['uuid', 'state', 'done', 'total', 'error'])
        .where('uuid', '=', params.id)
        .where('user_id', '=', actor.user_id)
        .executeTakeFirst()
    : undefined
  if (!copy) throw refuse('NOT_FOUND')
  if (!(await may())) throw refuse('NOT_PERMITTED')
  const { uuid: id, error, ...progress } = copy
  return { id, ...progress, ...(error === null ? {} : { error }) }
})
