import { sql } from 'kysely'
import { z } from 'zod'
import { type AuditRow, auditSelect } from '../audit/object_events.ts'
import { saveReport } from '../report/zip.ts'
import { job } from './queue.ts'

const parameters = z.object({ uuid: z.string() })
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

/** Quoted for a spreadsheet, which must not take a value for a formula. */
function cell(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)
  return `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`
}

/** The history of one object as a zipped CSV file. */
export const auditObjectReport = job(
  'audit_object_report',
  z.object({ report_id: z.string() }),
  async (services, { report_id }) => {
    const { db } = services
    const report = await db.selectFrom('report').selectAll().where('uuid', '=', report_id).executeTakeFirst()
    if (!report || report.object_key) return
    const { uuid } = parameters.parse(report.parameters)
    const lines = function* (rows: readonly AuditRow[]) {
      for (const row of rows) yield `${COLUMNS.map((column) => cell(row[column])).join(',')}\r\n`
    }
    async function* csv(): AsyncGenerator<string> {
      yield `${COLUMNS.map((column) => cell(column)).join(',')}\r\n`
      for (let offset = 0; ; offset += BATCH) {
        const { rows } = await sql<AuditRow>`
        select ${auditSelect} from audit a where a.uuid = ${uuid} order by a.id offset ${offset} limit ${BATCH}`.execute(
          db,
        )
        yield* lines(rows)
        if (rows.length < BATCH) return
      }
    }
    await saveReport(services, report_id, 'audit.csv', csv())
  },
)
