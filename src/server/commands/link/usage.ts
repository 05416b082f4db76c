import { sql } from 'kysely'
import { linkUsageList } from '#contract/link.ts'
import { findLink } from '../../access/link.ts'
import { handle } from '../../command.ts'
import { column } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'

interface UsageRow {
  when: string
  email: string | null
  client_address: string | null
}

const WHEN = column('datetime', 'u.created')

export default handle(linkUsageList, async ({ params, raw, actor, services: { db } }) => {
  const { uuid } = await findLink(db, actor, params.uuid, ['link_view'])
  const { rows, page } = await listRows<UsageRow>({
    db,
    actor,
    raw,
    map: { columns: { created: WHEN } },
    select: sql`u.created as "when", u.email, u.client_address`,
    from: sql`link_usage u`,
    where: sql`u.link_id = ${uuid}`,
    unique: sql`u.uuid`,
    defaultSort: [{ column: WHEN, direction: 'desc' }],
  })
  return { usages: rows, page }
})
