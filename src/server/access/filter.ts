import { type Kysely, type Selectable, sql } from 'kysely'
import type { Database, FilterTable } from '../db/tables.ts'
import type { Actor } from './actor.ts'
import { namespacesOf } from './namespaces.ts'

export type FilterRow = Selectable<FilterTable>

/** What a saved filter may be shared with, as far as the actor is part of it. */
export async function sharedWith(db: Kysely<Database>, actor: Actor): Promise<string[]> {
  const held = await namespacesOf(db, actor)
  const own = held.flatMap((access) => [access.type_uuid, ...(access.role_id ? [access.role_id] : [])])
  return [...new Set([...own, actor.user_id])]
}

/** SQL for "this filter row is the actor's own or shared with them". */
export const filterVisible = (actor: Actor, shares: readonly string[]) =>
  sql<boolean>`(filter.user_id = ${actor.user_id}::uuid or exists (
    select from filter_share fs where fs.filter_id = filter.uuid and fs.type_uuid = any(${shares}::uuid[])))`

/** A saved filter that the actor may use. */
export async function visibleFilter(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
): Promise<FilterRow | undefined> {
  if (actor.kind === 'nobody') return undefined
  const shares = await sharedWith(db, actor)
  return db
    .selectFrom('filter')
    .selectAll()
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .where(filterVisible(actor, shares))
    .executeTakeFirst()
}
