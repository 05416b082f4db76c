import { type Kysely, sql } from 'kysely'
import type { SiteRecord } from '#contract/site.ts'
import { asFlag } from '#contract/value.ts'
import { accountAccess } from '../access/account.ts'
import type { Actor } from '../access/actor.ts'
import { column, columns } from '../db/list/column.ts'
import type { Database } from '../db/tables.ts'
import type { AccountObject } from '../object.ts'
import { Refusal } from '../refusal.ts'

/** Trial sites: an account keeps them for its own groups, or for those of accounts that it manages sites for. */

interface SiteRow extends Omit<SiteRecord, 'inactive'> {
  inactive: boolean
}

const nameColumn = column('citext', 'r.name::text')
const ADDRESS = ['country', 'state', 'zip', 'city', 'address1', 'address2'] as const

export const SITE: AccountObject<SiteRow, SiteRecord> = {
  type: 'Site',
  table: 'site',
  select: sql`r.uuid, r.account_id, r.name::text, r.site_id, r.country, r.state, r.zip, r.city, r.address1, r.address2,
    r.inactive,
    (select coalesce(json_agg(json_build_object('uuid', s.uuid, 'name', s.name) order by s.name), '[]')
      from site s where s.site_id = r.uuid and s.deleted is null) as satellite_sites,
    (select coalesce(json_agg(json_build_object('uuid', g.uuid, 'name', g.name, 'account_name', a.name,
        'inactive', g.site_inactive::int, 'qualified', g.site_qualified::int) order by a.name, g.name), '[]')
      from "group" g join account a on a.uuid = g.account_id
      where g.site_id = r.uuid and g.deleted is null and a.deleted is null) as trials`,
  view: ['site_view'],
  edit: ['site_edit'],
  delete: ['site_delete'],
  map: {
    columns: {
      name: nameColumn,
      ...columns('uuid', 'r', ['uuid', 'site_id', 'created_by', 'updated_by']),
      ...columns('citext', 'r', ADDRESS),
      ...columns('flag', 'r', ['inactive']),
      ...columns('datetime', 'r', ['created', 'updated']),
    },
  },
  defaultSort: [{ column: nameColumn, direction: 'asc' }],
  present: (row) => ({ ...row, inactive: asFlag(row.inactive) }),
  async beforeDelete(tx, { uuid }) {
    await sql`update site set site_id = null where site_id = ${uuid}`.execute(tx)
    await sql`update "group" set site_id = null, site_qualified = false, site_inactive = false
      where site_id = ${uuid}`.execute(tx)
    await sql`update scanner set deleted = now() where site_id = ${uuid} and deleted is null`.execute(tx)
    await sql`delete from site_user where site_id = ${uuid}`.execute(tx)
  },
}

/**
 * The site `parent` may have a satellite: `satellite`, or a new one without it. NOT_FOUND for a stranger's,
 * DIFFERENT_ACCOUNTS for one of another account, NESTED_SATELLITE_SITE where satellites would have satellites.
 */
export async function requireParent(
  tx: Kysely<Database>,
  actor: Actor,
  account_id: string,
  parent: string | null | undefined,
  satellite?: string,
): Promise<void> {
  if (!parent) return
  // Two sites that become each other's satellites at once would both pass.
  await sql`select from account where uuid = ${account_id} for no key update`.execute(tx)
  const found = await tx
    .selectFrom('site')
    .select(['account_id', 'site_id'])
    .where('uuid', '=', parent)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!found || !(await accountAccess(tx, actor, found.account_id))) throw new Refusal('NOT_FOUND', 'site_id')
  if (found.account_id !== account_id) throw new Refusal('DIFFERENT_ACCOUNTS')
  const { rows } = await sql`
    select from site where site_id = ${satellite ?? null}::uuid and deleted is null limit 1`.execute(tx)
  if (found.site_id !== null || parent === satellite || rows.length > 0)
    throw new Refusal('NESTED_SATELLITE_SITE')
}
