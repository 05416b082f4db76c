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
  /** What made the change go on to this object, where nobody changed it itself. */
  causality?: Causality
}

export interface Causality {
  /** The study whose change went on to the study that it was shared from. */
  parent_study_id?: string
  /** The study whose status went on to the other records of its images. */
  other_study_id?: string
  /** Whose values were mapped to the object's own, and by which rules. */
  other_customfield_ids?: string[]
  customfield_mapping_ids?: string[]
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
        causality: entry.causality ? JSON.stringify(entry.causality) : null,
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
