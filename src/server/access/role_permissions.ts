import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { StoredPermissions } from './permission.ts'

/** What a role's row is in; for a select over `role` under an alias. */
export const roleVersion = (alias: string) =>
  sql<string>`${sql.ref(`${alias}.xmin`)}::text || ${sql.ref(`${alias}.ctid`)}::text`

const MOST_ROLES = 5000

/**
 * Permissions by role and version: the place of its row and who wrote it, which no other state of the role has. Somebody
 * with a thousand namespaces has few roles, and a role changes seldom.
 */
const versions = new Map<string, { version: string; permissions: StoredPermissions }>()

/** The permissions of the roles that rows name, each with its version. */
export async function permissionsOfRoles(
  db: Kysely<Database>,
  rows: readonly { role_id: string | null; role_version: string | null }[],
): Promise<Map<string, StoredPermissions>> {
  const wanted = new Map(
    rows.flatMap(({ role_id, role_version }): [string, string][] =>
      role_id && role_version ? [[role_id, role_version]] : [],
    ),
  )
  const found = new Map<string, StoredPermissions>()
  const missing: string[] = []
  for (const [role_id, version] of wanted) {
    const known = versions.get(role_id)
    if (known?.version === version) found.set(role_id, known.permissions)
    else missing.push(role_id)
  }
  if (missing.length === 0) return found
  const read = await sql<{ uuid: string; version: string; permissions: StoredPermissions }>`
    select uuid, ${roleVersion('role')} as version, permissions from role where uuid = any(${missing}::uuid[])`.execute(
    db,
  )
  if (versions.size + missing.length > MOST_ROLES) versions.clear()
  for (const { uuid, version, permissions } of read.rows) {
    versions.set(uuid, { version, permissions })
    found.set(uuid, permissions)
  }
  return found
}
