import { type Kysely, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { accountAccess } from './account.ts'
import type { Actor } from './actor.ts'
import type { LinkRow } from './link_reach.ts'
import { mayIn, type NamespaceAccess, namespaceAccess } from './namespaces.ts'
import { studyAccess } from './study.ts'

/** Who may see and end a link: whoever has the right where it leads, and who made it. */

/** The namespace that a link leads into, as the actor holds it. */
async function linkAccess(
  db: Kysely<Database>,
  actor: Actor,
  link: LinkRow,
): Promise<NamespaceAccess | undefined> {
  if (link.study_id) {
    const study = await db
      .selectFrom('study')
      .select(['uuid', 'phi_namespace'])
      .where('uuid', '=', link.study_id)
      .executeTakeFirst()
    const access = study && (await studyAccess(db, actor, study))
    if (access) return access
  }
  if (link.namespace_id) return namespaceAccess(db, actor, link.namespace_id)
  return link.account_id ? accountAccess(db, actor, link.account_id) : undefined
}

const REGRET_MINUTES = 10

/** Only links that the actor has deleted a moment ago. */
const regretted = (actor: Actor) =>
  sql<boolean>`(deleted > now() - make_interval(mins => ${REGRET_MINUTES}) and deleted_by = ${actor.user_id}::uuid)`

/**
 * The link, if the actor may see it and has one of the permissions. A guest has their own links only. `undo` finds one
 * that the actor deleted within the last ten minutes instead.
 */
export async function findLink(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  permissions: readonly Permission[],
  undo = false,
): Promise<LinkRow> {
  const link = await db
    .selectFrom('link')
    .selectAll()
    .where('uuid', '=', uuid)
    .where(undo ? regretted(actor) : sql<boolean>`deleted is null`)
    .executeTakeFirst()
  if (!link || (actor.guest && link.created_by !== actor.user_id)) throw new Refusal('NOT_FOUND')
  const access = await linkAccess(db, actor, link)
  if (!access) throw new Refusal('NOT_FOUND')
  if (!permissions.some((permission) => mayIn(actor, access, permission))) throw new Refusal('NOT_PERMITTED')
  return link
}

/** SQL for "the actor's own", for lists of links whose alias is `l`. */
export const ownLink = (actor: Actor) =>
  sql<boolean>`(l.user_id = ${actor.user_id}::uuid or l.created_by = ${actor.user_id}::uuid)`
