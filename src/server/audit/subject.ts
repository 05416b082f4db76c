import { type Kysely, type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { Database } from '../db/tables.ts'
import { startReport } from '../report/start.ts'

/** Whose history is asked for: an object's, an account's, or what a user has done in an account. */
export const auditSubject = z.union([
  z.object({ uuid: z.string() }),
  z.object({ account_id: z.string(), user_id: z.string() }),
  z.object({ account_id: z.string() }),
])
export type AuditSubject = z.output<typeof auditSubject>

/** SQL over `audit a`. A user's history includes the changes of their public key, wherever they were made. */
export function ofSubject(subject: AuditSubject): RawBuilder<boolean> {
  if ('uuid' in subject) return sql`a.uuid = ${subject.uuid}`
  if ('user_id' in subject)
    return sql`(a.user_id = ${subject.user_id} and a.account_id = ${subject.account_id}
      or a.uuid = ${subject.user_id} and a.type = 'User' and a.detail ? 'public_key')`
  return sql`a.account_id = ${subject.account_id}`
}

/** Starts the history as a zipped CSV file. Answers the report's uuid. */
export async function startAuditReport(
  db: Kysely<Database>,
  actor: Actor,
  subject: AuditSubject,
): Promise<string> {
  return startReport(db, actor, 'audit', subject)
}
