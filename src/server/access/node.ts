import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { Actor } from './actor.ts'
import { guestAccess, namespacesNamed } from './guest.ts'
import type { NamespaceAccess } from './namespaces.ts'
import type { StoredPermissions } from './permission.ts'
import { equalSecrets } from './secret_hash.ts'

/**
 * What a gateway may do in the one namespace that it stores in: what it takes to bring studies in, keep their records
 * right and take back what it has brought. Nothing that shows or shares.
 */
const NODE_PERMISSIONS: StoredPermissions = {
  study_upload: 1,
  study_view: 1,
  study_thin: 1,
  study_edit: 1,
  study_edit_approved: 1,
  study_edit_unapproved: 1,
  study_delete: 1,
  study_sync: 1,
}

/** The gateway with this id and serial number, as the user in whose name it does things. */
export async function nodeActor(
  db: Kysely<Database>,
  uuid: string,
  serial_no: string,
  client_address: string | null,
): Promise<Actor | undefined> {
  const node = await db
    .selectFrom('node as n')
    .innerJoin('user as u', 'u.uuid', 'n.user_id')
    .innerJoin('account as a', 'a.uuid', 'n.account_id')
    .select(['n.uuid', 'n.serial_no', 'n.user_id', 'n.namespace_id', 'n.account_id', 'n.name'])
    .select(['u.email', 'u.namespace_id as own_namespace'])
    .where('n.uuid', '=', uuid)
    .where('n.deleted', 'is', null)
    .where('a.deleted', 'is', null)
    .executeTakeFirst()
  if (!node || !equalSecrets(serial_no, node.serial_no)) return undefined
  return actorOfNode(node, client_address)
}

interface NodeRow {
  uuid: string
  user_id: string
  namespace_id: string
  account_id: string
  name: string
  email: string
  own_namespace: string
}

export const actorOfNode = (node: NodeRow, client_address: string | null): Actor => ({
  kind: 'user',
  user_id: node.user_id,
  name: node.name,
  email: node.email,
  sysadmin: false,
  support: false,
  time_zone: null,
  namespace_id: node.own_namespace,
  session: undefined,
  client_address,
  node: { uuid: node.uuid, namespace_id: node.namespace_id, account_id: node.account_id },
})

/** The namespace that a gateway stores in, with the rights that it has there. */
export async function nodeNamespaces(
  db: Kysely<Database>,
  node: NonNullable<Actor['node']>,
): Promise<NamespaceAccess[]> {
  const namespaces = await namespacesNamed(db, [node.namespace_id])
  return [...namespaces.values()].map((namespace) => ({
    ...guestAccess(namespace, NODE_PERMISSIONS),
    role_type: 'user' as const,
  }))
}
