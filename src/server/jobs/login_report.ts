import { sql } from 'kysely'
import { z } from 'zod'
import { csvLine } from '../report/cell.ts'
import { saveReport } from '../report/zip.ts'
import { job } from './queue.ts'

interface Row {
  id: string
  name: string
  email: string
  when: string
  client_address: string | null
  provider: string | null
}

const parameters = z.object({ account_id: z.string(), user_id: z.string().nullable() })
const BATCH = 5000

/** Every sign-in of an account's members, or of one of them, as a zipped CSV file: the latest first. */
export const loginReport = job(
  'login_report',
  z.object({ report_id: z.string() }),
  async (services, { report_id }) => {
    const { db } = services
    const report = await db.selectFrom('report').selectAll().where('uuid', '=', report_id).executeTakeFirst()
    if (!report || report.object_key) return
    const { account_id, user_id } = parameters.parse(report.parameters)
    async function* csv(): AsyncGenerator<string> {
      yield csvLine(['Name', 'E-mail', 'When', 'Address', 'Provider'])
      let before: string | null = null
      do {
        const { rows }: { rows: Row[] } = await sql<Row>`
          select a.id, u.name, u.email::text, a."when"::text, a.client_address, a."with" as provider
          from audit a join user_account ua on ua.user_id = a.user_id and ua.account_id = ${account_id}
          join "user" u on u.uuid = a.user_id
          where a.type = 'User' and a.action = 'LOGIN' and a.uuid = a.user_id
            and (${user_id}::uuid is null or a.user_id = ${user_id}::uuid)
            and (${before}::bigint is null or a.id < ${before}::bigint)
          order by a.id desc limit ${BATCH}`.execute(db)
        for (const row of rows)
          yield csvLine([row.name, row.email, row.when, row.client_address, row.provider])
        before = rows.length === BATCH ? (rows.at(-1)?.id ?? null) : null
      } while (before !== null)
    }
    await saveReport(services, report_id, 'logins.csv', csv())
  },
)
