import { type Kysely, sql } from 'kysely'
import type { GroupSite } from '#contract/group.ts'
import { column, columns } from '../db/list/column.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'

/** Groups as trials at a site: what a group says of its site, and which site it may have. */

export interface GroupSiteRow {
  site_id: string | null
  site_qualified: boolean
  site_inactive: boolean
  site: GroupSite | null
}

/** A scanner is a trial's while it stands at the trial's site or at one of its satellites. */
const standsAt = sql`g.site_id in (si.uuid, si.site_id)`

/** For a select over `group r`. */
export const groupSiteSelect = sql`r.site_id, r.site_qualified, r.site_inactive, (
  select json_build_object('site_id', r.site_id, 'site_name', t.name, 'site_qualified', r.site_qualified::int,
    'site_inactive', r.site_inactive::int, 'scanners_validated', (
      select coalesce(json_agg(json_build_object('uuid', c.uuid, 'name', c.name, 'study_uid', v.study_uid)
        order by c.name), '[]')
      from group_scanner v join "group" g on g.uuid = v.group_id join scanner c on c.uuid = v.scanner_id
      join site si on si.uuid = c.site_id
      where v.group_id = r.uuid and c.deleted is null and ${standsAt}))
  from site t where t.uuid = r.site_id) as site`

export const groupSiteColumns = {
  ...columns('uuid', 'r', ['site_id']),
  ...columns('flag', 'r', ['site_qualified', 'site_inactive']),
  site_name: column('citext', '(select t.name::text from site t where t.uuid = r.site_id)'),
}

/** For a select over `scanner r`: the trials that it is validated for. */
export const validatedForSelect = sql`(
  select coalesce(json_agg(json_build_object('uuid', g.uuid, 'name', g.name, 'study_uid', v.study_uid)
    order by g.name), '[]')
  from group_scanner v join "group" g on g.uuid = v.group_id join site si on si.uuid = r.site_id
  where v.scanner_id = r.uuid and g.deleted is null and ${standsAt})`

/** The scanner, if it stands at the site of the group or at a satellite of it. */
export async function scannerOfGroup(
  tx: Kysely<Database>,
  group_id: string,
  scanner_id: string,
): Promise<{ name: string } | undefined> {
  const { rows } = await sql<{ name: string }>`
    select c.name::text from "group" g join scanner c on c.uuid = ${scanner_id} join site si on si.uuid = c.site_id
    where g.uuid = ${group_id} and c.deleted is null and ${standsAt} for share of c`.execute(tx)
  return rows[0]
}

/**
 * The groups of the account may have this site: one of the account's own, or of the account that manages sites for it
 * and lists it among its `linked_study_accounts` (SITE_NOT_ALLOWED). NOT_FOUND for any other. The site stays until the
 * transaction ends.
 */
export async function requireSiteOfAccount(
  tx: Kysely<Database>,
  account_id: string,
  site_id: string,
): Promise<void> {
  const { rows } = await sql<{ allowed: boolean }>`
    select s.account_id = a.uuid
      or a.uuid::text = any(string_to_array(replace(lower(m.settings ->> 'linked_study_accounts'), ' ', ''), ',')) as allowed
    from site s join account a on a.uuid = ${account_id} join account m on m.uuid = s.account_id
    where s.uuid = ${site_id} and s.deleted is null and m.deleted is null
      and s.account_id in (a.uuid, a.site_management_account_id) for share of s`.execute(tx)
  if (!rows[0]) throw new Refusal('NOT_FOUND', 'site_id')
  if (!rows[0].allowed) throw new Refusal('SITE_NOT_ALLOWED')
}

/** MISSING_FIELDS where the account wants its groups to have a site and this one would have none. */
export async function requireSiteIfWanted(
  tx: Kysely<Database>,
  account_id: string,
  site_id: string | null | undefined,
): Promise<void> {
  if (site_id) return
  const { rows } = await sql`
    select from account where uuid = ${account_id} and settings ->> 'require_site_id_for_groups' = '1'`.execute(
    tx,
  )
  if (rows.length > 0) throw new Refusal('MISSING_FIELDS', ['site_id'])
}

/** SQL: the accounts whose people may be contacts of the sites of an account: its own, and those it manages sites for. */
export const accountsOfSites = (account_id: string) => sql`
  select a.uuid from account a join account m on m.uuid = ${account_id}
  where a.deleted is null and (a.uuid = m.uuid or a.site_management_account_id = m.uuid
    and a.uuid::text = any(string_to_array(replace(lower(m.settings ->> 'linked_study_accounts'), ' ', ''), ',')))`
