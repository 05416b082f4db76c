import { sql } from 'kysely'
import { z } from 'zod'
import { actorOfUser } from '../access/user_actor.ts'
import { type AuditRow, auditColumns, auditSelect } from '../audit/object_events.ts'
import { auditReportParameters, ofSubject } from '../audit/subject.ts'
import { filtersToSql } from '../db/list/filter.ts'
import { csvLine } from '../report/cell.ts'
import { saveReport } from '../report/zip.ts'
import { job } from './queue.ts'

const BATCH = 1000
const COLUMNS = [
  'when',
  'action',
  'type',
  'what',
  'who',
  'proxy',
  'with',
  'client_address',
  'detail',
] as const

/** A history as a zipped CSV file. */
export const auditReport = job(
  'audit_report',
  z.object({ report_id: z.string() }),
  async (services, { report_id }) => {
    const { db } = services
    const report = await db.selectFrom('report').selectAll().where('uuid', '=', report_id).executeTakeFirst()
    if (!report || report.object_key) return
    const { subject, filters } = auditReportParameters.parse(report.parameters)
    const actor = await actorOfUser(db, report.user_id)
    if (!actor) return
    const narrowed = await filtersToSql(db, actor, new Map(Object.entries(filters)), auditColumns)
    const where = sql.join([ofSubject(subject), ...narrowed], sql` and `)
    const lines = function* (rows: readonly AuditRow[]) {
      for (const row of rows) yield csvLine(COLUMNS.map((column) => row[column]))
    }
    async function* csv(): AsyncGenerator<string> {
      yield csvLine(COLUMNS)
      let after = 0
      for (;;) {
        const { rows } = await sql<AuditRow & { id: number }>`
        select a.id, ${auditSelect} from audit a where ${where} and a.id > ${after}
        order by a.id limit ${BATCH}`.execute(db)
        yield* lines(rows)
        const last = rows.at(-1)
        if (rows.length < BATCH || !last) return
        after = last.id
      }
    }
    await saveReport(services, report_id, 'audit.csv', csv())
  },
)
