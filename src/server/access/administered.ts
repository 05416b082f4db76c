import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { accountAccess } from './account.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import { mayIn } from './namespaces.ts'

/**
 * The actor is an administrator of an account that the user belongs to (of `account_id`, where it is given), with the
 * right to edit its members. NOT_FOUND for a user of strangers, NOT_PERMITTED for a colleague and for somebody who
 * stands above roles: only their own kind stops them or weakens their sign-in.
 */
export async function requireAdministered(
  db: Kysely<Database>,
  actor: Actor,
  user_id: string,
  account_id?: string,
): Promise<void> {
  if (standsAboveRoles(actor)) return
  const accounts = await db
    .selectFrom('user_account')
    .select('account_id')
    .where('user_id', '=', user_id)
    .execute()
  let sees = false
  for (const account of accounts) {
    if (account_id && account_id !== account.account_id) continue
    const access = await accountAccess(db, actor, account.account_id)
    if (!access) continue
    sees = true
    if (access.role_type === 'admin' && mayIn(actor, access, 'account_user_edit'))
      return refuseSysadmin(db, user_id)
  }
  throw new Refusal(sees ? 'NOT_PERMITTED' : 'NOT_FOUND')
}

async function refuseSysadmin(db: Kysely<Database>, user_id: string): Promise<void> {
  const user = await db
    .selectFrom('user')
    .select('sysadmin')
    .where('uuid', '=', user_id)
    .executeTakeFirstOrThrow()
  if (user.sysadmin) throw new Refusal('NOT_PERMITTED')
}
