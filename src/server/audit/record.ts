import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { Database } from '../db/tables.ts'

export interface AuditEntry {
  /** The object it happened to. */
  uuid: string
  /** `Study`, `Role`, `User` … */
  type: string
  action: string
  /** The object's name, for people. */
  what?: string | null
  account_id?: string | null
  namespace_id?: string | null
  with?: string | null
  /** EDIT: `{field: [old, new]}`. */
  detail?: unknown
}

/** Writes what happened, in the transaction that does it. A job seals the rows into a chain of hashes afterwards. */
export async function recordAudit(
  db: Kysely<Database>,
  actor: Actor,
  ...entries: AuditEntry[]
): Promise<void> {
  if (entries.length === 0) return
  await db
    .insertInto('audit')
    .values(
      entries.map((entry) => ({
        uuid: entry.uuid,
        type: entry.type,
        action: entry.action,
        what: entry.what ?? null,
        account_id: entry.account_id ?? null,
        namespace_id: entry.namespace_id ?? null,
        with: entry.with ?? null,
        detail: entry.detail === undefined ? null : JSON.stringify(entry.detail),
        user_id: actor.kind === 'user' ? actor.user_id : null,
        who: actor.kind === 'user' ? actor.name : null,
        client_address: actor.client_address,
        sid_md5: actor.session?.sid_md5 ?? null,
      })),
    )
    .execute()
}

/** `{field: [old, new]}` of the fields that a change touches; `undefined` when none differs. */
export function changedFields(
  before: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Record<string, [unknown, unknown]> | undefined {
  const fields = Object.entries(change)
    .filter(
      ([name, value]) =>
        value !== undefined && JSON.stringify(before[name] ?? null) !== JSON.stringify(value),
    )
    .map(([name, value]): [string, [unknown, unknown]] => [name, [before[name] ?? null, value]])
  return fields.length > 0 ? Object.fromEntries(fields) : undefined
}
