import { type Kysely, sql } from 'kysely'
import type { UserRow } from '../access/login.ts'
import type { Database } from '../db/tables.ts'
import { isInNetworks } from '../networks.ts'
import { resolveSetting, settingList } from '../tenancy/account_setting.ts'

/** Who of those who have proven who they are may come in by this door. */

export type Unadmitted = 'BLOCKED' | 'DISABLED' | 'WHITELIST_LOCKOUT' | 'BRAND_NOT_ALLOWED'

interface Membership {
  account: Record<string, unknown>
  role: Record<string, unknown> | null
  own: Record<string, unknown>
}

/** Only of users who belong to one account and to no other (account setting `ip_whitelist`). */
async function whitelist(db: Kysely<Database>, user_id: string): Promise<string[]> {
  const { rows } = await sql<Membership>`
    select a.settings as account, r.settings as role, ua.settings as own
    from user_account ua join account a on a.uuid = ua.account_id and a.deleted is null
    left join role r on r.uuid = coalesce(ua.role_id, a.role_id)
    where ua.user_id = ${user_id} limit 2`.execute(db)
  const [only, other] = rows
  if (!only || other) return []
  return settingList(
    resolveSetting('ip_whitelist', { account: only.account, role: only.role ?? undefined, user: only.own }),
  )
}

/** `brands`: the uuids of the vanities that they come by. */
export async function whyNotAdmitted(
  db: Kysely<Database>,
  user: UserRow,
  { address, brands }: { address: string | null; brands: readonly string[] },
): Promise<Unadmitted | undefined> {
  if (user.blocked) return 'BLOCKED'
  if (user.disabled) return 'DISABLED'
  const allowed = settingList(user.allowed_login_brands)
  if (allowed.length > 0 && !brands.some((brand) => allowed.includes(brand))) return 'BRAND_NOT_ALLOWED'
  const networks = await whitelist(db, user.uuid)
  if (networks.length > 0 && !isInNetworks(address ?? '', networks)) return 'WHITELIST_LOCKOUT'
  return undefined
}
