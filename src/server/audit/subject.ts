import { type Kysely, type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { filtersToSql } from '../db/list/filter.ts'
import type { Database } from '../db/tables.ts'
import { startReport } from '../report/start.ts'
import { auditColumns } from './object_events.ts'

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

/** What a report of a history was asked for: of whom, and narrowed by what. */
export const auditReportParameters = z.object({
  subject: auditSubject,
  filters: z.record(z.string(), z.string()),
})

/** Starts the history as a zipped CSV file, narrowed as the list would be. Answers the report's uuid. */
export async function startAuditReport(
  db: Kysely<Database>,
  actor: Actor,
  subject: AuditSubject,
  raw: ReadonlyMap<string, string>,
): Promise<string> {
  const filters = new Map([...raw].filter(([name]) => name.startsWith('filter')))
  // What is no filter is refused now, not when nobody is there any more.
  await filtersToSql(db, actor, filters, auditColumns)
  return startReport(db, actor, 'audit', { subject, filters: Object.fromEntries(filters) })
}
