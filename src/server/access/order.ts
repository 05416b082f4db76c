import { type Kysely, type Selectable, sql } from 'kysely'
import type { Permission } from '#contract/permission.ts'
import type { OrderTable } from '../db/folder-tables.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { grantsOf } from './grant.ts'
import { reachOf } from './guest.ts'
import { mayIn, namespaceAccess, namespacesOf } from './namespaces.ts'

/**
 * Who sees which order: who holds its namespace with `order_view`, to whom it is granted (`grant.ts`), and a guest whose
 * link reaches it.
 */

export type OrderRow = Selectable<OrderTable>

/** The order, if the actor reaches it with the permission. NOT_FOUND for a stranger, NOT_PERMITTED without the flag. */
export async function findOrder(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  permission: Permission = 'order_view',
): Promise<OrderRow> {
  const order = await db
    .selectFrom('order')
    .selectAll()
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!order) throw new Refusal('NOT_FOUND')
  if (actor.guest) {
    const reached = (await reachOf(db, actor)).orders?.includes(uuid)
    if (reached && permission === 'order_view') return order
    throw new Refusal(reached ? 'NOT_PERMITTED' : 'NOT_FOUND')
  }
  const access = await namespaceAccess(db, actor, order.namespace_id)
  if (access && mayIn(actor, access, permission)) return order
  const granted = (await grantsOf(db, actor)).orders.has(uuid)
  if (granted && permission === 'order_view') return order
  throw new Refusal(access || granted ? 'NOT_PERMITTED' : 'NOT_FOUND')
}

/**
 * NOT_PERMITTED unless the actor may share studies in the place that owns an order: whoever is given the order sees its
 * studies there, those that are still to come too.
 */
export async function requireGivable(
  db: Kysely<Database>,
  actor: Actor,
  { namespace_id }: Pick<OrderRow, 'namespace_id'>,
): Promise<void> {
  const access = await namespaceAccess(db, actor, namespace_id)
  if (!access || !mayIn(actor, access, 'study_view') || !mayIn(actor, access, 'study_share'))
    throw new Refusal('NOT_PERMITTED', 'study_share')
}

/** Is the order given to anybody, by an assignment or a folder? */
export async function isGiven(db: Kysely<Database>, uuid: string): Promise<boolean> {
  const { rows } = await sql`
    select from assignment where object_id = ${uuid} union all select from folder_item where object_id = ${uuid} limit 1`.execute(
    db,
  )
  return rows.length > 0
}

/** SQL for "this order is the actor's to see", for statements over `"order" o`. */
export async function ordersSeen(db: Kysely<Database>, actor: Actor) {
  const held = (await namespacesOf(db, actor)).filter((access) => mayIn(actor, access, 'order_view'))
  const { orders } = await grantsOf(db, actor)
  return sql<boolean>`(o.deleted is null and (o.namespace_id = any(${held.map(({ uuid }) => uuid)}::uuid[])
    or o.uuid = any(${[...orders]}::uuid[])))`
}
