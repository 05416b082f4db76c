import type { Kysely } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import { mayIn, type NamespaceAccess, namespaceAccess, namespacesOf } from './namespaces.ts'

/** The account as the actor belongs to it, by its own namespace. Nothing for a stranger. */
export async function accountAccess(
  db: Kysely<Database>,
  actor: Actor,
  account_id: string,
): Promise<NamespaceAccess | undefined> {
  const held = (await namespacesOf(db, actor)).find(
    (access) => access.type === 'account_id' && access.type_uuid === account_id,
  )
  if (held || !standsAboveRoles(actor)) return held
  const account = await db
    .selectFrom('account')
    .select('namespace_id')
    .where('uuid', '=', account_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  return account && namespaceAccess(db, actor, account.namespace_id)
}

/**
 * The account, if the actor belongs to it and has one of the permissions (any, when none is named).
 * `missing` is the command's own word for an account that is not theirs.
 */
export async function requireAccount(
  db: Kysely<Database>,
  actor: Actor,
  account_id: string,
  anyOf: readonly Permission[] = [],
  missing = 'NOT_FOUND',
): Promise<NamespaceAccess> {
  const access = await accountAccess(db, actor, account_id)
  if (!access) throw new Refusal(missing)
  if (anyOf.length > 0 && !anyOf.some((permission) => mayIn(actor, access, permission))) {
    throw new Refusal('NOT_PERMITTED')
  }
  return access
}

/** Only sysadmin and support users pass. */
export function requireSysadminOrSupport(actor: Actor): void {
  if (!standsAboveRoles(actor)) throw new Refusal('NOT_SYSADMIN_OR_SUPPORT')
}
