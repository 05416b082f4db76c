import { type Kysely, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { mayIn, namespaceAccess } from './namespaces.ts'

/**
 * Images may be taken away by whom they belong to: who has the permission where they are stored, or in every place that
 * has a record of them. A share shows images without copying them, so its recipient, who may delete their record, must
 * not take them from everybody else.
 */
export async function ownsImages(
  db: Kysely<Database>,
  actor: Actor,
  { storage_namespace, study_uid }: { storage_namespace: string; study_uid: string },
  anyOf: readonly Permission[],
): Promise<boolean> {
  const may = async (namespace: string) => {
    const access = await namespaceAccess(db, actor, namespace)
    return access !== undefined && anyOf.some((permission) => mayIn(actor, access, permission))
  }
  if (await may(storage_namespace)) return true
  const places = await db
    .selectFrom('study')
    .select(sql<string>`distinct phi_namespace`.as('phi_namespace'))
    .where('storage_namespace', '=', storage_namespace)
    .where('study_uid', '=', study_uid)
    .where('deleted', 'is', null)
    .execute()
  for (const { phi_namespace } of places) if (!(await may(phi_namespace))) return false
  return places.length > 0
}

/** NOT_PERMITTED for whoever `ownsImages` does not name. */
export async function requireOwnImages(...what: Parameters<typeof ownsImages>): Promise<void> {
  if (!(await ownsImages(...what))) throw new Refusal('NOT_PERMITTED')
}
