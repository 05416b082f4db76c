import type { Kysely } from 'kysely'
import { defaultPermissions, type StoredPermissions } from '../access/permission.ts'
import type { Database } from '../db/tables.ts'
import { newOwnerIds } from '../db/uuid.ts'
import { Refusal } from '../refusal.ts'

export interface NewAccount {
  uuid: string
  namespace_id: string
  /** Role uuids by type. */
  roles: Record<DefaultRole, string>
}

export type DefaultRole = 'admin' | 'user'

/** Existing clients look for the first role by exactly this name (v3-clients, "Commands"). */
const ROLE_NAMES: Record<DefaultRole, string> = { admin: 'Administrator', user: 'User' }

/**
 * Makes an account with its namespace and its two roles; new members get the plain one unless told otherwise.
 * DUPLICATE_NAME when another account has the name. Give `grants` to widen the roles from v3's defaults.
 */
export async function createAccount(
  tx: Kysely<Database>,
  name: string,
  options: {
    created_by?: string
    settings?: Record<string, unknown>
    grants?: Partial<Record<DefaultRole, StoredPermissions>>
  } = {},
): Promise<NewAccount> {
  const taken = await tx
    .selectFrom('account')
    .select('uuid')
    .where('name', '=', name)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (taken) throw new Refusal('DUPLICATE_NAME')
  const created_by = options.created_by ?? null
  const ids = await newOwnerIds(tx)
  await tx
    .insertInto('account')
    .values({
      uuid: ids.uuid,
      name,
      namespace_id: ids.namespace_id,
      settings: JSON.stringify(options.settings ?? {}),
      created_by,
    })
    .execute()
  await tx
    .insertInto('namespace')
    .values({ uuid: ids.namespace_id, account_id: ids.uuid, type: 'account_id', type_uuid: ids.uuid, name })
    .execute()
  const addRole = async (type: DefaultRole) => {
    const role = await tx
      .insertInto('role')
      .values({
        account_id: ids.uuid,
        name: ROLE_NAMES[type],
        type,
        permissions: JSON.stringify({ ...defaultPermissions(type), ...options.grants?.[type] }),
        created_by,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    return role.uuid
  }
  const roles = { admin: await addRole('admin'), user: await addRole('user') }
  await tx.updateTable('account').set({ role_id: roles.user }).where('uuid', '=', ids.uuid).execute()
  return { ...ids, roles }
}

/** Makes a user a member. A global one has the role in every group and location too. */
export async function addMember(
  tx: Kysely<Database>,
  member: { account_id: string; user_id: string; role_id: string | null; global: boolean },
): Promise<void> {
  await tx
    .insertInto('user_account')
    .values(member)
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'user_id'])
        .doUpdateSet({ role_id: member.role_id, global: member.global }),
    )
    .execute()
}
