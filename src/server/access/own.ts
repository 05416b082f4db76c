import type { Kysely } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Database } from '../db/tables.ts'
import { type Actor, standsAboveRoles } from './actor.ts'
import { mayIn, namespacesOf } from './namespaces.ts'

/**
 * May the actor do this with what is their own: share code, defaults, jobs? Their account decides it by their role; of
 * several accounts one has to let them. Who belongs to none has the rights of their own namespace.
 */
export async function mayOneself(
  db: Kysely<Database>,
  actor: Actor,
  permission: Permission,
): Promise<boolean> {
  if (standsAboveRoles(actor)) return true
  const held = await namespacesOf(db, actor)
  const accounts = held.filter((access) => access.type === 'account_id')
  return (accounts.length > 0 ? accounts : held).some((access) => mayIn(actor, access, permission))
}
