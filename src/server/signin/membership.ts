import type { Kysely } from 'kysely'
import { nobody } from '../access/actor.ts'
import type { UserRow } from '../access/login.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { syncRoles } from './role_mapping.ts'

export interface SyncOptions {
  /** Whoever comes for the first time becomes a member. */
  create_users: boolean
}

/**
 * Makes the user a member of the account whose provider sent them, with the roles that its mappings give. Answers why
 * not. With `saml_sync_on_create_only` only newcomers are brought in line, and members need no role.
 */
export async function syncMembership(
  tx: Kysely<Database>,
  account_id: string,
  user: UserRow,
  roles: readonly string[] | undefined,
  { create_users }: SyncOptions,
): Promise<'UNKNOWN_USER' | 'NO_ROLE' | undefined> {
  const user_id = user.uuid
  const account = await tx
    .selectFrom('account')
    .select(['name', 'settings'])
    .where('uuid', '=', account_id)
    .executeTakeFirstOrThrow()
  const member = await tx
    .selectFrom('user_account')
    .select('uuid')
    .where('account_id', '=', account_id)
    .where('user_id', '=', user_id)
    .executeTakeFirst()
  if (member && account.settings.saml_sync_on_create_only === 1) return undefined
  if (!member) {
    if (!create_users) return 'UNKNOWN_USER'
    await tx.insertInto('user_account').values({ account_id, user_id }).execute()
    const actor = { ...nobody(null), kind: 'user' as const, user_id, name: user.name }
    await recordAudit(tx, actor, {
      uuid: account_id,
      type: 'Account',
      action: 'USER_ADD',
      what: account.name,
      with: user.name,
      account_id,
    })
  }
  return (await syncRoles(tx, { account_id, user_id }, roles ?? [])) ? undefined : 'NO_ROLE'
}
