import { sql } from 'kysely'
import { z } from 'zod'
import { csvLine } from '../report/cell.ts'
import { saveReport } from '../report/zip.ts'
import { job } from './queue.ts'

const COLUMNS = ['when', 'kind', 'place', 'user', 'email', 'removed_by'] as const
type Row = Record<(typeof COLUMNS)[number], string | null>

const parameters = z.object({ namespace_id: z.string(), account_id: z.string(), email: z.array(z.string()) })

/** Who was taken out of where, by whom and when, as the audit says, in a zipped CSV file. */
export const removedUserReport = job(
  'removed_user_report',
  z.object({ report_id: z.string() }),
  async (services, { report_id }) => {
    const { db } = services
    const report = await db.selectFrom('report').selectAll().where('uuid', '=', report_id).executeTakeFirst()
    if (!report || report.object_key) return
    const { namespace_id, account_id, email } = parameters.parse(report.parameters)
    const lines = async function* () {
      yield csvLine(COLUMNS)
      const { rows } = await sql<Row>`
        select a."when", a.type as kind, a.what as place, a."with" as user, u.email::text, a.who as removed_by
        from audit a
        join namespace n on n.uuid = ${namespace_id} and (n.type = 'account_id' or a.uuid = n.type_uuid)
        left join "user" u on u.uuid = (a.detail ->> 'user_id')::uuid
        where a.account_id = ${account_id} and a.action = 'USER_DELETE' and a.type in ('Account', 'Group', 'Location')
        order by a.id desc`.execute(db)
      for (const row of rows) yield csvLine(COLUMNS.map((column) => row[column]))
    }
    const mail = email.length > 0 ? { to: email, account_id, by: report.user_id } : undefined
    await saveReport(services, report_id, 'removed_users.csv', lines(), mail)
  },
)
