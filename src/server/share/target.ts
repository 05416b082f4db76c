import { type Kysely, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import { accountAccess } from '../access/account.ts'
import { type Actor, standsAboveRoles } from '../access/actor.ts'
import { type NamespaceAccess, namespacesOf } from '../access/namespaces.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'

/** Whom a study may be shared with, and as what they are named. */

export type TargetType = 'account_id' | 'location_id' | 'group_id' | 'user_id'

export interface ShareTarget {
  type: TargetType
  type_uuid: string
  namespace_id: string
  account_id: string | null
  name: string
}

export const TARGET_TYPES: readonly TargetType[] = ['account_id', 'location_id', 'group_id', 'user_id']

/** The right that naming each kind needs beside `study_share`. */
export const PERMISSION: Record<TargetType, Permission> = {
  account_id: 'study_share_account',
  location_id: 'study_share_location',
  group_id: 'study_share_group',
  user_id: 'study_share_user',
}

interface NamespaceRow {
  uuid: string
  type: string
  type_uuid: string
  account_id: string | null
  name: string
  no_share: boolean
  deleted: string | null
  account_disabled: boolean | null
}

const isTargetType = (text: string): text is TargetType => TARGET_TYPES.some((type) => type === text)

async function rowsWhere(db: Kysely<Database>, where: ReturnType<typeof sql>): Promise<NamespaceRow[]> {
  const { rows } = await sql<NamespaceRow>`
    select n.uuid, n.type, n.type_uuid, n.account_id, n.no_share, n.deleted, a.disabled as account_disabled,
      case when n.type = 'user_id' then (select u.name from "user" u where u.uuid = n.type_uuid) else n.name end as name
    from namespace n left join account a on a.uuid = n.account_id where ${where} limit 2`.execute(db)
  return rows
}

/** SHARE_FAILED and NOT_PERMITTED for a namespace that takes nothing. */
function usable(row: NamespaceRow): ShareTarget {
  if (row.deleted) throw new Refusal('SHARE_FAILED', 'NO_DESTINATION')
  if (row.account_disabled) throw new Refusal('SHARE_FAILED', 'ACCOUNT_DISABLED')
  if (row.no_share) throw new Refusal('NOT_PERMITTED', 'no_share')
  if (!isTargetType(row.type)) throw new Error(`namespace of unknown type ${row.type}`)
  const { uuid: namespace_id, type, type_uuid, account_id, name } = row
  return { type, type_uuid, namespace_id, account_id, name }
}

/** The accounts that the actor works in. */
const ownAccounts = async (db: Kysely<Database>, actor: Actor) =>
  (await namespacesOf(db, actor)).flatMap((access) =>
    access.type === 'account_id' && access.account_id ? [access.account_id] : [],
  )

/** May the actor know of this object? It is in an account of theirs, or a rule of such an account names it. */
async function knows(db: Kysely<Database>, actor: Actor, row: NamespaceRow): Promise<boolean> {
  if (standsAboveRoles(actor)) return true
  const accounts = await ownAccounts(db, actor)
  if (row.account_id && accounts.includes(row.account_id)) return true
  if (row.type === 'user_id') {
    const { rows } = await sql`select from user_account where user_id = ${row.type_uuid}
      and account_id = any(${accounts}::uuid[]) limit 1`.execute(db)
    if (rows.length > 0) return true
  }
  const { rows } = await sql`select from share_rule where account_id = any(${accounts}::uuid[])
    and with_type || '_id' = ${row.type} and with_id = ${row.type_uuid} limit 1`.execute(db)
  return rows.length > 0
}

/** The object that a call names by its uuid. NOT_FOUND carries the parameter's name. */
export async function targetById(
  db: Kysely<Database>,
  actor: Actor,
  type: TargetType,
  type_uuid: string,
): Promise<ShareTarget> {
  const [row] = await rowsWhere(db, sql`n.type = ${type} and n.type_uuid = ${type_uuid}`)
  if (!row || !(await knows(db, actor, row))) throw new Refusal('NOT_FOUND', type)
  return usable(row)
}

/** A place that is known already. NO_DESTINATION and the like as for any other. */
export async function targetOfNamespace(db: Kysely<Database>, namespace_id: string): Promise<ShareTarget> {
  const [row] = await rowsWhere(db, sql`n.uuid = ${namespace_id}`)
  if (!row) throw new Refusal('SHARE_FAILED', 'NO_DESTINATION')
  return usable(row)
}

/** Whoever has this share code: to know the code is enough. */
export async function targetByCode(db: Kysely<Database>, code: string): Promise<ShareTarget> {
  const [row] = await rowsWhere(db, sql`n.share_code = ${code}::citext and n.deleted is null`)
  if (!row) throw new Refusal('NOT_FOUND', 'share_code')
  return usable(row)
}

/** The user with an address, wherever they are; nothing while nobody has registered it. */
export async function targetByEmail(db: Kysely<Database>, email: string): Promise<ShareTarget | undefined> {
  const [row] = await rowsWhere(
    db,
    sql`n.type = 'user_id' and n.type_uuid = (select u.uuid from "user" u where u.deleted is null and not u.is_anonymous
      and (u.email = ${email}::citext or ${email}::citext = any(u.alt_emails::citext[])) limit 1)`,
  )
  return row && usable(row)
}

/** The clinician with a National Provider Identifier. */
export async function targetByNpi(db: Kysely<Database>, npi: string): Promise<ShareTarget> {
  if (!/^\d{10}$/.test(npi)) throw new Refusal('INVALID_NPI')
  const [row] = await rowsWhere(
    db,
    sql`n.type = 'user_id' and n.type_uuid = (select u.uuid from "user" u where u.deleted is null and u.npi = ${npi} limit 1)`,
  )
  if (!row) throw new Refusal('NOT_FOUND', 'npi')
  return usable(row)
}

/**
 * What the rules of the study's account let the actor share with, read once for any number of targets. An account
 * without rules lets everybody who has the permission; with rules, one of them has to name the actor or what they
 * belong to on its one side, and the target on the other (`/account/can/share`).
 */
async function shareRules(
  db: Kysely<Database>,
  actor: Actor,
  from: NamespaceAccess,
): Promise<(target: Pick<ShareTarget, 'type_uuid' | 'account_id'>) => boolean> {
  if (!from.account_id || standsAboveRoles(actor)) return () => true
  const rules = await db
    .selectFrom('share_rule')
    .select(['by_id', 'with_type', 'with_id'])
    .where('account_id', '=', from.account_id)
    .execute()
  if (rules.length === 0) return () => true
  const access = await accountAccess(db, actor, from.account_id)
  const by = new Set([actor.user_id, ...(access ? [from.account_id] : [])])
  for (const { account_id, type_uuid } of await namespacesOf(db, actor))
    if (account_id === from.account_id) by.add(type_uuid)
  const own = rules.filter((rule) => by.has(rule.by_id))
  const named = new Set(own.map((rule) => rule.with_id))
  const accounts = new Set(own.filter((rule) => rule.with_type === 'account').map((rule) => rule.with_id))
  return ({ type_uuid, account_id }) =>
    named.has(type_uuid) || (account_id !== null && accounts.has(account_id))
}

export async function requireShareRule(
  db: Kysely<Database>,
  actor: Actor,
  from: NamespaceAccess,
  target: ShareTarget,
): Promise<void> {
  const allows = await shareRules(db, actor, from)
  if (!allows(target)) throw new Refusal('NOT_PERMITTED', 'share_rule')
}

const WHO: Record<string, TargetType | undefined> = {
  account: 'account_id',
  location: 'location_id',
  group: 'group_id',
  user: 'user_id',
}
const MOST_NAMED = 5000

export const targetTypeOf = (type: string): TargetType | undefined => WHO[type]

type NamedTarget = Pick<ShareTarget, 'type_uuid' | 'account_id' | 'name'>

/** The people of these accounts, and those whom a rule of theirs names. */
async function peopleOf(
  db: Kysely<Database>,
  accounts: string[],
  from: NamespaceAccess,
): Promise<NamedTarget[]> {
  const ruled = await sql<{ with_id: string }>`
    select with_id from share_rule where account_id = any(${accounts}::uuid[]) and with_type = 'user'`.execute(
    db,
  )
  // Rules seldom name people: members alone are joined, where one of two lists is looked up for everybody.
  const others = ruled.rows.map(({ with_id }) => with_id)
  const named = others.length > 0 ? sql`union all select unnest(${others}::uuid[])` : sql``
  // Closed namespaces are few: to leave those out is less work than to look at everybody's.
  const { rows } = await sql<Omit<NamedTarget, 'account_id'>>`
    select u.uuid as type_uuid, u.name from "user" u
    where u.deleted is null and not u.is_anonymous and not u.disabled and u.namespace_id <> ${from.uuid}
      and u.uuid in (select ua.user_id from user_account ua where ua.account_id = any(${accounts}::uuid[]) ${named})
      and not exists (
        select from namespace n where n.uuid = u.namespace_id and (n.deleted is not null or n.no_share))
    order by lower(u.name), u.uuid limit ${MOST_NAMED}`.execute(db)
  return rows.map((row) => ({ ...row, account_id: null }))
}

/** The places of a kind in these accounts, the accounts themselves, and what a rule of theirs names. */
async function placesOf(
  db: Kysely<Database>,
  accounts: string[],
  from: NamespaceAccess,
  type: Exclude<TargetType, 'user_id'>,
) {
  const { rows } = await sql<NamedTarget>`
    select n.type_uuid, n.account_id, n.name
    from namespace n left join account a on a.uuid = n.account_id
    where n.type = ${type} and n.deleted is null and not n.no_share and n.uuid <> ${from.uuid}
      and coalesce(not a.disabled, true)
      and (n.account_id = any(${accounts}::uuid[])
        or exists (select from share_rule r where r.account_id = any(${accounts}::uuid[])
          and r.with_type || '_id' = n.type and r.with_id = n.type_uuid))
    order by lower(n.name), n.uuid limit ${MOST_NAMED}`.execute(db)
  return rows
}

/** Everybody of a kind that the actor can name for this study, by name. */
export async function listTargets(
  db: Kysely<Database>,
  actor: Actor,
  from: NamespaceAccess,
  type: TargetType,
): Promise<{ uuid: string; name: string }[]> {
  const accounts = await ownAccounts(db, actor)
  const rows =
    type === 'user_id' ? await peopleOf(db, accounts, from) : await placesOf(db, accounts, from, type)
  const allows = await shareRules(db, actor, from)
  return rows.filter(allows).map(({ type_uuid: uuid, name }) => ({ uuid, name }))
}
