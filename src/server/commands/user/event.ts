import { type Kysely, sql } from 'kysely'
import { userEvent, userEventSet } from '#contract/user_account.ts'
import { standsAboveRoles } from '../../access/actor.ts'
import { mayIn, namespaceAccess } from '../../access/namespaces.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { eventFlags, withEvents } from '../../tenancy/notification.ts'

type EventCall = Call<typeof userEvent> | Call<typeof userEventSet>

interface Place {
  table: 'user' | 'user_account' | 'user_group' | 'user_location'
  /** The column that says which object, beside the user. */
  column: 'uuid' | 'account_id' | 'group_id' | 'location_id'
  type_uuid: string
  user_id: string
}

const TABLES = {
  user_id: ['user', 'uuid'],
  account_id: ['user_account', 'account_id'],
  group_id: ['user_group', 'group_id'],
  location_id: ['user_location', 'location_id'],
} as const

/** Where the flags of this user and namespace are kept, once the actor may see or change them. */
async function placeOf(
  call: EventCall,
  own: 'user_modify_notifications' | undefined,
  others: 'user_view_others_notifications' | 'user_modify_others_notifications',
): Promise<Place> {
  const { params, actor, services, refuse } = call
  const access = await namespaceAccess(services.db, actor, params.namespace_id)
  if (!access) throw refuse('NOT_FOUND')
  const user_id = params.uuid ?? actor.user_id
  const needed = user_id === actor.user_id ? own : others
  if (needed && !standsAboveRoles(actor) && !mayIn(actor, access, needed)) throw refuse('NOT_PERMITTED')
  const [table, column] = TABLES[access.type]
  if (table === 'user' && access.type_uuid !== user_id) throw refuse('NOT_MEMBER')
  return { table, column, type_uuid: access.type_uuid, user_id }
}

async function stored(
  db: Kysely<Database>,
  { table, column, type_uuid, user_id }: Place,
): Promise<Record<string, unknown> | undefined> {
  const who = table === 'user' ? sql`true` : sql`user_id = ${user_id}`
  const { rows } = await sql<{ events: Record<string, unknown> }>`
    select events from ${sql.table(table)} where ${sql.ref(column)} = ${type_uuid} and ${who} for update`.execute(
    db,
  )
  return rows[0]?.events
}

export const get = handle(userEvent, async (call) => {
  const place = await placeOf(call, undefined, 'user_view_others_notifications')
  const events = await stored(call.services.db, place)
  if (!events) throw call.refuse('NOT_MEMBER')
  return eventFlags(events)
})

export const set = handle(userEventSet, async (call) => {
  const place = await placeOf(call, 'user_modify_notifications', 'user_modify_others_notifications')
  await call.services.db.transaction().execute(async (tx) => {
    const events = await stored(tx, place)
    if (!events) throw call.refuse('NOT_MEMBER')
    const who = place.table === 'user' ? sql`true` : sql`user_id = ${place.user_id}`
    await sql`update ${sql.table(place.table)} set events = ${JSON.stringify(withEvents(events, call.params))}
      where ${sql.ref(place.column)} = ${place.type_uuid} and ${who}`.execute(tx)
  })
  return {}
})
