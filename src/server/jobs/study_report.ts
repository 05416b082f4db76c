import { z } from 'zod'
import { actorOfUser } from '../access/user_actor.ts'
import { csvLine } from '../report/cell.ts'
import { reportedStudies, STUDY_REPORT_FIELDS, studyReportParameters } from '../report/study.ts'
import { saveReport } from '../report/zip.ts'
import { presentStudies } from '../study/present.ts'
import { customfieldsOf } from '../tenancy/customfield/definition.ts'
import { job } from './queue.ts'

const BATCH = 200

/** The studies of an account as a zipped CSV file: what its maker may see of them, with the custom fields. */
export const studyReport = job(
  'study_report',
  z.object({ report_id: z.string() }),
  async (services, { report_id }) => {
    const { db } = services
    const report = await db.selectFrom('report').selectAll().where('uuid', '=', report_id).executeTakeFirst()
    if (!report || report.object_key) return
    const actor = await actorOfUser(db, report.user_id)
    if (!actor) return
    const parameters = studyReportParameters.parse(report.parameters)
    const ids = (await reportedStudies(db, actor, parameters)).slice(0, parameters.limit)
    const fields = await customfieldsOf(db, [parameters.account_id], 'Study')
    const lines = async function* () {
      yield csvLine([...STUDY_REPORT_FIELDS, ...fields.map(({ name }) => name)])
      for (let at = 0; at < ids.length; at += BATCH) {
        const batch = ids.slice(at, at + BATCH)
        const rows = await db.selectFrom('study').selectAll().where('uuid', 'in', batch).execute()
        const found = new Map(rows.map((row) => [row.uuid, row]))
        const ordered = batch.flatMap((uuid) => found.get(uuid) ?? [])
        const records = await presentStudies(services, actor, ordered, {
          extra: true,
          customfield_h: true,
          permissions_diff: true,
          fields: ['customfields'],
        })
        for (const record of records) {
          const shown = new Set(record.customfields?.map(({ uuid }) => uuid))
          yield csvLine([
            ...STUDY_REPORT_FIELDS.map((name) => record[name]),
            ...fields.map(({ uuid }) => (shown.has(uuid) ? record.customfield_h?.[uuid] : null)),
          ])
        }
        const percent = Math.min(99, Math.floor(((at + batch.length) / ids.length) * 100))
        await db.updateTable('report').set({ percent }).where('uuid', '=', report_id).execute()
      }
    }
    await saveReport(services, report_id, 'studies.csv', lines())
  },
)
