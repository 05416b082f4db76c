import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'

export type RoleUse = 'account' | 'group' | 'location'

/**
 * The role of an account, if it may be used there. `missing` is the command's own word for one that is not;
 * ROLE_NAMESPACE_MISMATCH for one that is for other places.
 */
export async function requireRole(
  db: Kysely<Database>,
  account_id: string,
  role_id: string,
  use: RoleUse,
  namespace_id: string,
  missing: () => Refusal,
): Promise<{ uuid: string; type: string | null }> {
  const role = await db
    .selectFrom('role')
    .select(['uuid', 'type', 'for_account', 'for_group', 'for_location'])
    .where('uuid', '=', role_id)
    .where('account_id', '=', account_id)
    .where('deleted', 'is', null)
    // Held until the assignment commits: a deletion waits for it, and then finds the role in use.
    .forKeyShare()
    .executeTakeFirst()
  if (!role) throw missing()
  const fits = { account: role.for_account, group: role.for_group, location: role.for_location }
  if (!fits[use]) throw new Refusal('ROLE_NAMESPACE_MISMATCH', 'INCOMPATIBLE_ROLE', { role_id, namespace_id })
  return role
}

/**
 * A global user has their role in every group and location too: one that is not for both is refused while there is
 * such a place (GLOBAL_USER_WITH_RESTRICTED_ROLE).
 */
export async function requireGlobalRole(
  db: Kysely<Database>,
  account_id: string,
  member: { user_id: string; role_id: string | null; global_role_id: string | null; global: boolean },
): Promise<void> {
  const role_id = member.global_role_id ?? member.role_id
  if (!member.global || !role_id) return
  const role = await db
    .selectFrom('role')
    .select(['for_group', 'for_location'])
    .where('uuid', '=', role_id)
    .executeTakeFirst()
  if (!role || (role.for_group && role.for_location)) return
  const types = [...(role.for_group ? [] : ['group_id']), ...(role.for_location ? [] : ['location_id'])]
  const place = await db
    .selectFrom('namespace')
    .select('uuid')
    .where('account_id', '=', account_id)
    .where('type', 'in', types)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (place)
    throw new Refusal('ROLE_NAMESPACE_MISMATCH', 'GLOBAL_USER_WITH_RESTRICTED_ROLE', {
      role_id,
      namespace_id: place.uuid,
      user_id: member.user_id,
    })
}
