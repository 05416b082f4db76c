import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { changedFields, recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'

/** The hashes that a namespace keeps of what an administrator sets. */
export type NamespaceHash = 'settings' | 'event_defaults' | 'study_defaults' | 'anonymize' | 'share_pricing'
type Hash = Record<string, unknown>

/** A namespace's hash, locked for a change in this transaction. NOT_FOUND where it is gone. */
export async function lockNamespaceHash(
  tx: Kysely<Database>,
  uuid: string,
  column: NamespaceHash,
): Promise<{ hash: Hash; account_id: string | null; name: string }> {
  const row = await tx
    .selectFrom('namespace')
    .select([`${column} as hash`, 'account_id', 'name'])
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new Refusal('NOT_FOUND')
  return row
}

/** Writes the hash as it is after a change, and what differs into the audit. */
export async function saveNamespaceHash(
  tx: Kysely<Database>,
  actor: Actor,
  uuid: string,
  column: NamespaceHash,
  before: { hash: Hash; account_id: string | null; name: string },
  after: Hash,
): Promise<void> {
  await sql`update namespace set ${sql.ref(column)} = ${JSON.stringify(after)}::jsonb where uuid = ${uuid}`.execute(
    tx,
  )
  const dropped = Object.keys(before.hash).filter((name) => !Object.hasOwn(after, name))
  const change = { ...after, ...Object.fromEntries(dropped.map((name) => [name, null])) }
  await recordAudit(tx, actor, {
    uuid,
    type: 'Namespace',
    action: 'EDIT',
    what: before.name,
    account_id: before.account_id,
    namespace_id: uuid,
    detail: changedFields(before.hash, change),
  })
}
