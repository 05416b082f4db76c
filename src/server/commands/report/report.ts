import { sql } from 'kysely'
import { reportStatus, reportZip } from '#contract/report.ts'
import { handle, handleRaw } from '../../command.ts'

/** A report is its maker's alone. */
export const status = handle(reportStatus, async ({ params, actor, services: { db }, refuse }) => {
  const report = await db
    .selectFrom('report')
    .select(['percent', 'error'])
    .where('uuid', '=', params.report_id)
    .where('user_id', '=', actor.user_id)
    .executeTakeFirst()
  if (!report) throw refuse('NOT_FOUND')
  if (report.error) throw refuse('REPORT_FAILED')
  return { percent: report.percent }
})

export const zip = handleRaw(reportZip, async ({ params, actor, services: { db, objects }, reply }) => {
  const report = await db
    .updateTable('report')
    .set({ downloaded: sql<string>`coalesce(downloaded, now())` })
    .where('uuid', '=', params.report_id)
    .where('user_id', '=', actor.user_id)
    .where('object_key', 'is not', null)
    .where('percent', '=', 100)
    .returning(['object_key', 'file_name'])
    .executeTakeFirst()
  if (!report?.object_key) {
    await reply.code(404).send({ status: 'ERROR', error_type: 'NOT_FOUND' })
    return
  }
  await reply
    .type('application/zip')
    .header('content-disposition', `attachment; filename="${report.file_name ?? 'report.zip'}"`)
    .send(objects.stream(report.object_key))
})
