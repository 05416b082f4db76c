import { type Kysely, type Selectable, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import type { Actor } from './actor.ts'
import { mayIn, type NamespaceAccess, namespaceAccess, namespacesOf } from './namespaces.ts'

/** Who reads which message: whoever holds its namespace with `message_view`, and who wrote it. */

export type MessageRow = Selectable<Database['message']>

/** SQL for "this message is the actor's to read", over `message` under an alias. */
export async function messageScope(db: Kysely<Database>, actor: Actor, alias: string) {
  const namespaces = (await namespacesOf(db, actor))
    .filter((access) => mayIn(actor, access, 'message_view'))
    .map((access) => access.uuid)
  const of = (name: string) => sql.ref(`${alias}.${name}`)
  // A guest has no messages, though several of them may be one user.
  const mine = actor.guest || actor.kind === 'nobody' ? sql`false` : sql`${of('user_id')} = ${actor.user_id}`
  return sql<boolean>`${of('deleted')} is null
    and (${of('namespace_id')} = any(${namespaces}::uuid[]) or ${mine})`
}

/** NOT_FOUND for a stranger, NOT_PERMITTED for who holds the namespace without `message_view`. */
export async function findMessage(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
): Promise<{ message: MessageRow; access: NamespaceAccess | undefined; mine: boolean }> {
  const message = await db
    .selectFrom('message')
    .selectAll()
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!message || actor.guest) throw new Refusal('NOT_FOUND')
  const mine = message.user_id === actor.user_id
  const access = await namespaceAccess(db, actor, message.namespace_id)
  if (!access && !mine) throw new Refusal('NOT_FOUND')
  if (access && !mine && !mayIn(actor, access, 'message_view')) throw new Refusal('NOT_PERMITTED')
  return { message, access, mine }
}
