import { type Kysely, sql } from 'kysely'
import type { AccountUser } from '#contract/account_user.ts'
import type { CustomfieldValue } from '#contract/customfield.ts'
import { asFlag } from '#contract/value.ts'
import { type Column, column, columns } from '../db/list/column.ts'
import type { Database } from '../db/tables.ts'
import { presentCustomfields } from './customfield/value.ts'
import { eventFlags } from './notification.ts'
import { presentTags } from './tag.ts'

/** The people of an account. */

export interface MemberRow {
  uuid: string
  account_id: string
  user_id: string
  user_name: string
  user_email: string
  user_alt_emails: string[]
  role_id: string | null
  role_name: string | null
  disabled: boolean
  account_email: string | null
  account_alias: string | null
  account_login: string | null
  password_reset: boolean
  global: boolean
  global_role_id: string | null
  epic_user: string | null
  session_expire: number | null
  last_login: string | null
  max_sessions: number | null
  sso_only: boolean
  external_roles: string[]
  events: Record<string, unknown>
  settings: Record<string, unknown>
  customfield_values: Record<string, unknown>
  tags: string[]
  customfields: CustomfieldValue[]
  second_factor: boolean
  sessions: number
}

export const memberFrom = sql`user_account r join "user" u on u.uuid = r.user_id left join role ro on ro.uuid = r.role_id`

export const memberSelect = sql`r.uuid, r.account_id, r.user_id, u.name as user_name, u.email::text as user_email,
  u.alt_emails as user_alt_emails, r.role_id, ro.name::text as role_name, u.disabled, r.account_email::text,
  r.account_alias, r.account_login::text, r.password_reset, r.global, r.global_role_id, r.epic_user, r.session_expire,
  u.last_login, r.max_sessions, r.sso_only, r.external_roles, r.events, r.settings, r.customfields as customfield_values,
  ${presentTags('User_account', 'r')} as tags, ${presentCustomfields('User_account', 'r')} as customfields,
  u.totp_secret is not null or u.pin_required as second_factor,
  (select count(*)::int from session s where s.user_id = u.uuid and s.expires > now()) as sessions`

export const MEMBER_NAME = column('citext', 'u.name')

/** Along `user_by_sign_in`, where the many who never signed in stand by their uuid. */
const LAST_LOGIN: Column = {
  ...column('datetime', 'u.last_login'),
  ties: sql`u.uuid asc`,
  tiesReversed: sql`u.uuid desc`,
}

export const memberMap = {
  columns: {
    user_name: MEMBER_NAME,
    user_email: column('citext', 'u.email::text'),
    role_name: column('citext', 'ro.name::text'),
    ...columns('uuid', 'r', ['uuid', 'user_id', 'role_id', 'global_role_id']),
    ...columns('flag', 'r', ['global', 'sso_only', 'password_reset']),
    disabled: column('flag', 'u.disabled'),
    last_login: LAST_LOGIN,
    created: column('datetime', 'r.created'),
    ...columns('citext', 'r', ['account_alias', 'epic_user']),
    account_login: column('citext', 'r.account_login::text'),
    account_email: column('citext', 'r.account_email::text'),
  },
}

export const presentMember = (row: MemberRow): AccountUser => ({
  uuid: row.uuid,
  user_id: row.user_id,
  user_name: row.user_name,
  user_email: row.user_email,
  user_alt_emails: row.user_alt_emails.join(','),
  role_id: row.role_id,
  role_name: row.role_name,
  disabled: asFlag(row.disabled),
  account_email: row.account_email,
  account_alias: row.account_alias,
  account_login: row.account_login,
  password_reset: asFlag(row.password_reset),
  user_account_id: row.uuid,
  global: asFlag(row.global),
  global_role_id: row.global_role_id,
  epic_user: row.epic_user,
  session_expire: row.session_expire,
  last_login: row.last_login,
  max_sessions: row.max_sessions,
  sso_only: asFlag(row.sso_only),
  external_roles: row.external_roles,
  ...eventFlags(row.events),
  ...(row.tags.length > 0 ? { tags: row.tags } : {}),
  ...(row.customfields.length > 0 ? { customfields: row.customfields } : {}),
  settings: row.settings,
  second_factor: asFlag(row.second_factor),
  sessions: row.sessions,
})

/** A member of the account, locked when it is to be changed. */
export async function findMember(
  db: Kysely<Database>,
  account_id: string,
  user_id: string,
  forUpdate = false,
): Promise<MemberRow | undefined> {
  const { rows } = await sql<MemberRow>`
    select ${memberSelect} from ${memberFrom}
    where r.account_id = ${account_id} and r.user_id = ${user_id} and u.deleted is null and not u.is_anonymous
    ${forUpdate ? sql`for update of r` : sql``}`.execute(db)
  return rows[0]
}

/** Ends a membership: the account's groups and locations lose the user too. */
export async function removeMember(tx: Kysely<Database>, account_id: string, user_id: string): Promise<void> {
  for (const table of ['user_group', 'user_location', 'user_account'] as const)
    await tx.deleteFrom(table).where('account_id', '=', account_id).where('user_id', '=', user_id).execute()
}
