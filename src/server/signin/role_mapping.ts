import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { resolveSetting, settingHash } from '../tenancy/account_setting.ts'

/** Roles of a provider, mapped to roles and places of an account (`/account/saml/role/set`). */

/** Matches everybody. */
export const ANY_ROLE = '__ANY__'

interface Mapping {
  uuid: string
  saml_role: string
}

const mappingsOf = (db: Kysely<Database>, account_id: string): Promise<Mapping[]> =>
  db
    .selectFrom('saml_role_mapping')
    .select(['uuid', 'saml_role'])
    .where('account_id', '=', account_id)
    .execute()

/** An incoming role with commas is several roles, unless a mapping has a comma itself. */
export function splitRoles(roles: readonly string[], mappings: readonly { saml_role: string }[]): string[] {
  const whole = mappings.some(({ saml_role }) => saml_role.includes(','))
  const parts = whole ? roles : roles.flatMap((role) => role.split(','))
  return parts.map((role) => role.trim()).filter((role) => role !== '')
}

/** Sets what the mappings say of a member: their role in the account, and the groups and locations that they are in. */
async function apply(
  tx: Kysely<Database>,
  member: { account_id: string; user_id: string },
  mappings: readonly string[],
  withAccount: boolean,
): Promise<void> {
  const { account_id, user_id } = member
  const matched = sql`m.uuid = any(${mappings}::uuid[])`
  if (withAccount)
    await sql`
      update user_account ua set role_id = f.role_id, events = ua.events || f.events, updated = now()
      from (select m.role_id, m.events from saml_role_mapping m join account a on a.uuid = m.account_id
        where m.account_id = ${account_id} and m.namespace_id = a.namespace_id and ${matched}
        order by m.sequence, m.uuid limit 1) f
      where ua.account_id = ${account_id} and ua.user_id = ${user_id}`.execute(tx)
  for (const kind of ['group', 'location'] as const) {
    const table = sql.table(`user_${kind}`)
    const id = sql.ref(`${kind}_id`)
    const places = sql`
      select distinct on (p.uuid) p.uuid, m.role_id, m.events
      from ${sql.table(kind)} p join saml_role_mapping m on m.account_id = p.account_id
        and (m.namespace_id = p.namespace_id or m.namespace_id is null and m.${sql.ref(`for_${kind}`)})
      where p.account_id = ${account_id} and p.deleted is null and ${matched}
      order by p.uuid, m.sequence, m.uuid`
    await sql`delete from ${table} where account_id = ${account_id} and user_id = ${user_id}
      and ${id} not in (select uuid from (${places}) f)`.execute(tx)
    await sql`
      insert into ${table} as u (${id}, account_id, user_id, role_id, events)
      select f.uuid, ${account_id}, ${user_id}, f.role_id, f.events from (${places}) f
      on conflict (${id}, user_id) do update set role_id = excluded.role_id, events = u.events || excluded.events`.execute(
      tx,
    )
  }
}

/**
 * Brings a member's roles and places in line with the roles that their provider names. Answers whether any mapping lets
 * them in; where the account has no mappings, everybody is let in and nothing is changed.
 */
export async function syncRoles(
  tx: Kysely<Database>,
  member: { account_id: string; user_id: string },
  roles: readonly string[],
): Promise<boolean> {
  const mappings = await mappingsOf(tx, member.account_id)
  if (mappings.length === 0) return true
  const held = splitRoles(roles, mappings)
  const matched = mappings.filter(({ saml_role }) => saml_role === ANY_ROLE || held.includes(saml_role))
  if (matched.length === 0) return false
  await tx
    .updateTable('user_account')
    .set({ external_roles: JSON.stringify(held) })
    .where('account_id', '=', member.account_id)
    .where('user_id', '=', member.user_id)
    .execute()
  await apply(
    tx,
    member,
    matched.map(({ uuid }) => uuid),
    true,
  )
  return true
}

const isOn = (value: unknown) => value === 1 || value === '1' || value === true

/** The roles that an account keeps of its members take effect when they sign in (`sync_external_roles_on_login`). */
export async function syncExternalRoles(tx: Kysely<Database>, user_id: string): Promise<void> {
  const memberships = await tx
    .selectFrom('user_account as ua')
    .innerJoin('account as a', 'a.uuid', 'ua.account_id')
    .select(['ua.account_id', 'ua.external_roles', 'a.settings'])
    .where('ua.user_id', '=', user_id)
    .where('a.deleted', 'is', null)
    .where(sql<boolean>`a.settings ? 'sync_external_roles_on_login'`)
    .execute()
  for (const { account_id, external_roles, settings } of memberships) {
    const options = settingHash(resolveSetting('sync_external_roles_on_login', { account: settings }))
    const mappings = isOn(options.enable) ? await mappingsOf(tx, account_id) : []
    const held = splitRoles(Array.isArray(external_roles) ? external_roles.map(String) : [], mappings)
    if (mappings.length === 0 || (held.length === 0 && isOn(options.dont_sync_users_without_roles))) continue
    const any = held.length > 0 || isOn(options.any_pattern_matches_users_without_roles)
    const matched = mappings.filter(({ saml_role }) =>
      saml_role === ANY_ROLE ? any : held.includes(saml_role),
    )
    await apply(
      tx,
      { account_id, user_id },
      matched.map(({ uuid }) => uuid),
      !isOn(options.dont_sync_account_membership),
    )
  }
}
