import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { Database } from '../db/tables.ts'
import type { ChannelEvent } from '../events/hub.ts'
import { reportState } from './report.ts'
import { workitemConditions } from './search.ts'
import type { WorkitemRow } from './workitem.ts'

/** Who is told of which steps (PS3.18 §11.10 to §11.12). A subscription is its user's, under an AE title. */

/** Well-known UIDs that stand for all steps (PS3.6 Annex A). */
export const GLOBAL_SUBSCRIPTION = '1.2.840.10008.5.1.4.34.5'
export const FILTERED_SUBSCRIPTION = '1.2.840.10008.5.1.4.34.5.1'

interface Wanted {
  aetitle: string
  /** Of one step; of all without. */
  step: WorkitemRow | undefined
  filtered: boolean
  query: ReadonlyMap<string, readonly string[]>
  deletionLock: boolean
}

const NOT_MATCHING = new Set(['deletionlock', 'sid', 'accept'])

/** Matching keys stand by themselves, or in `filter` with commas between them. */
function keysOf(query: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const keys = new Map<string, string[]>()
  for (const [name, values] of query) {
    if (NOT_MATCHING.has(name.toLowerCase())) continue
    if (name !== 'filter') {
      keys.set(name, [...values])
      continue
    }
    for (const pair of values.flatMap((value) => value.split(','))) {
      const at = pair.indexOf('=')
      if (at > 0) keys.set(pair.slice(0, at), [pair.slice(at + 1)])
    }
  }
  return keys
}

/** Who subscribes to a step is told of its state at once. 400 for a filter that no search would take. */
export async function subscribe(tx: Kysely<Database>, actor: Actor, wanted: Wanted): Promise<void> {
  const { aetitle, step, filtered, query, deletionLock } = wanted
  const keys = filtered ? keysOf(query) : undefined
  if (keys) workitemConditions(keys)
  const values = {
    user_id: actor.user_id,
    aetitle,
    workitem_id: step?.uuid ?? null,
    query: keys ? JSON.stringify([...keys]) : null,
    deletion_lock: deletionLock,
    suspended: null,
    created: new Date(),
  }
  await tx
    .insertInto('workitem_subscription')
    .values(values)
    .onConflict((conflict) =>
      (step
        ? conflict.columns(['user_id', 'aetitle', 'workitem_id']).where('workitem_id', 'is not', null)
        : conflict.columns(['user_id', 'aetitle']).where('workitem_id', 'is', null)
      ).doUpdateSet({ query: values.query, deletion_lock: deletionLock, suspended: null }),
    )
    .execute()
  if (step) await reportState(tx, step, 'state', { only: { user_id: actor.user_id, aetitle } })
}

const of = (db: Kysely<Database>, actor: Actor, aetitle: string) =>
  db.deleteFrom('workitem_subscription').where('user_id', '=', actor.user_id).where('aetitle', '=', aetitle)

/** False where there was none. Ending a subscription to all ends those to single steps as well. */
export async function unsubscribe(
  db: Kysely<Database>,
  actor: Actor,
  aetitle: string,
  step: WorkitemRow | undefined,
): Promise<boolean> {
  const gone = await (step
    ? of(db, actor, aetitle).where('workitem_id', '=', step.uuid)
    : of(db, actor, aetitle)
  ).executeTakeFirst()
  return gone.numDeletedRows > 0n
}

/** Steps made from now on are not told of any more. */
export async function suspend(db: Kysely<Database>, actor: Actor, aetitle: string): Promise<boolean> {
  const found = await db
    .updateTable('workitem_subscription')
    .set({ suspended: sql<string>`now()` })
    .where('user_id', '=', actor.user_id)
    .where('aetitle', '=', aetitle)
    .where('workitem_id', 'is', null)
    .executeTakeFirst()
  return found.numUpdatedRows > 0n
}

/** Is this user, under this AE title, to be told of an event? Of what was before they subscribed they are not. */
export async function isSubscribed(
  db: Kysely<Database>,
  { user_id, aetitle }: { user_id: string; aetitle: string },
  event: ChannelEvent,
): Promise<boolean> {
  const { workitem, at, only } = event
  if (typeof workitem !== 'string' || typeof at !== 'string') return false
  if (only) return JSON.stringify(only) === JSON.stringify({ user_id, aetitle })
  const subscriptions = await db
    .selectFrom('workitem_subscription as s')
    .innerJoin('workitem as w', (join) => join.on('w.uuid', '=', workitem))
    .select(['s.query'])
    .where('s.user_id', '=', user_id)
    .where('s.aetitle', '=', aetitle)
    .where('s.created', '<=', at)
    .where(
      sql<boolean>`(s.workitem_id = w.uuid or (s.workitem_id is null and (s.suspended is null or w.created < s.suspended)))`,
    )
    .execute()
  if (subscriptions.some(({ query }) => query === null)) return true
  for (const { query } of subscriptions) {
    const keys = new Map<string, string[]>(JSON.parse(query ?? '[]'))
    const { rows } = await sql`select from workitem w where ${sql.join(
      [sql<boolean>`w.uuid = ${workitem}`, ...workitemConditions(keys)],
      sql` and `,
    )}`.execute(db)
    if (rows.length > 0) return true
  }
  return false
}
