import type { Kysely } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { accountAccess } from './account.ts'
import type { Actor } from './actor.ts'
import { mayIn, type NamespaceAccess, namespaceAccess } from './namespaces.ts'

/**
 * The namespace, for whoever may administer it: the owner of a personal one, and who has the permission in its account,
 * whether or not they are in the group or location themselves. NOT_FOUND for a stranger, NOT_PERMITTED for a member.
 */
export async function requireNamespaceAdmin(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  permission: Permission,
): Promise<{ account: NamespaceAccess | undefined }> {
  const namespace = await db
    .selectFrom('namespace')
    .select(['account_id', 'type', 'type_uuid'])
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!namespace) throw new Refusal('NOT_FOUND')
  const held = await namespaceAccess(db, actor, uuid)
  const account = namespace.account_id ? await accountAccess(db, actor, namespace.account_id) : undefined
  const own = namespace.type === 'user_id' && namespace.type_uuid === actor.user_id && !actor.guest
  if (own || (account && mayIn(actor, account, permission))) return { account }
  throw new Refusal(held || account ? 'NOT_PERMITTED' : 'NOT_FOUND')
}
