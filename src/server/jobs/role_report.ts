import { sql } from 'kysely'
import { z } from 'zod'
import { PERMISSIONS, STUDY_FIELD_PERMISSIONS } from '#contract/permission.ts'
import { permissionHash, roleType, type StoredPermissions } from '../access/permission.ts'
import { csvLine } from '../report/cell.ts'
import { saveReport } from '../report/zip.ts'
import { job } from './queue.ts'

interface Row {
  uuid: string
  name: string
  description: string | null
  type: string | null
  for_account: boolean
  for_group: boolean
  for_location: boolean
  members: number
  filters: number
  settings: Record<string, unknown>
  permissions: StoredPermissions
}

const FACTS = [
  'name',
  'description',
  'type',
  'for_account',
  'for_group',
  'for_location',
  'members',
  'filters',
] as const
const FLAGS = [...PERMISSIONS, ...STUDY_FIELD_PERMISSIONS]
const parameters = z.object({ account_id: z.string() })

/** Every role of an account as a zipped CSV file: what it is for, who has it, its settings and all of its permissions. */
export const roleReport = job(
  'role_report',
  z.object({ report_id: z.string() }),
  async (services, { report_id }) => {
    const { db } = services
    const report = await db.selectFrom('report').selectAll().where('uuid', '=', report_id).executeTakeFirst()
    if (!report || report.object_key) return
    const { account_id } = parameters.parse(report.parameters)
    async function* csv(): AsyncGenerator<string> {
      yield csvLine([...FACTS, 'settings', ...FLAGS])
      const { rows } = await sql<Row>`
        select r.uuid, r.name::text, r.description, r.type, r.for_account, r.for_group, r.for_location, r.settings, r.permissions,
          coalesce(m.members, 0)::int as members,
          (select count(*) from role_filter f where f.account_id = r.account_id and f.deleted is null
            and coalesce(f.role_id, r.uuid) = r.uuid)::int as filters
        from role r
        left join (
          select coalesce(ua.role_id, a.role_id) as role_id, count(*) as members
          from user_account ua join account a on a.uuid = ua.account_id where ua.account_id = ${account_id} group by 1
        ) m on m.role_id = r.uuid
        where r.account_id = ${account_id} and r.deleted is null order by lower(r.name::text), r.uuid`.execute(
        db,
      )
      for (const row of rows) {
        const permissions = permissionHash(row.permissions, roleType(row.type), row.uuid)
        yield csvLine([
          ...FACTS.map((fact) => row[fact]),
          row.settings,
          ...FLAGS.map((flag) => permissions[flag]),
        ])
      }
    }
    await saveReport(services, report_id, 'roles.csv', csv())
  },
)
