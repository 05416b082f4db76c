import { sql } from 'kysely'
import { type SystemAccountRecord, systemAccountList } from '#contract/system.ts'
import { asFlag } from '#contract/value.ts'
import { requireSysadminOrSupport } from '../../access/account.ts'
import { handle } from '../../command.ts'
import { column } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'

const NAME = column('citext', 'r.name::text')
const map = {
  columns: {
    name: NAME,
    uuid: column('uuid', 'r.uuid'),
    vanity: column('citext', 'r.vanity::text'),
    disabled: column('flag', 'r.disabled'),
    created: column('datetime', 'r.created'),
  },
}

type Row = Omit<SystemAccountRecord, 'disabled' | 'manages_sites'> & {
  disabled: boolean
  manages_sites: boolean
}

export default handle(systemAccountList, async ({ params, raw, actor, services: { db } }) => {
  requireSysadminOrSupport(actor)
  const { rows, page } = await listRows<Row>({
    db,
    actor,
    raw,
    map,
    select: sql`r.uuid, r.name::text, r.vanity::text, r.disabled, r.created, r.site_management_account_id,
      coalesce(r.settings ->> 'enable_site_management', '0') = '1' as manages_sites,
      (select count(*) from user_account ua where ua.account_id = r.uuid)::int as users,
      (select count(*) from study s join namespace n on n.uuid = s.phi_namespace
        where n.account_id = r.uuid and s.deleted is null)::int as studies,
      (select coalesce(sum(d.size), 0) from stored_study d where d.account_id = r.uuid)::bigint as storage`,
    from: sql`account r`,
    where:
      params.disabled === undefined
        ? sql`r.deleted is null`
        : sql`r.deleted is null and r.disabled = ${params.disabled === 1}`,
    unique: sql`r.uuid`,
    defaultSort: [{ column: NAME, direction: 'asc' }],
  })
  return {
    page,
    accounts: rows.map((row) => ({
      ...row,
      disabled: asFlag(row.disabled),
      manages_sites: asFlag(row.manages_sites),
    })),
  }
})
