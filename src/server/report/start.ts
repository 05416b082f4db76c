import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { Database } from '../db/tables.ts'
import { enqueue } from '../jobs/queue.ts'

/** Starts a report that the job `{kind}_report` builds. Answers the report's uuid. */
export async function startReport(
  db: Kysely<Database>,
  actor: Actor,
  kind: 'audit' | 'role' | 'study' | 'series' | 'removed_user' | 'login',
  parameters: Readonly<Record<string, unknown>>,
): Promise<string> {
  return db.transaction().execute(async (tx) => {
    const report = await tx
      .insertInto('report')
      // A filter's text may hold a NUL, which PostgreSQL's JSON does not.
      .values({
        user_id: actor.user_id,
        kind,
        parameters: JSON.stringify(parameters, (_name, value: unknown) =>
          typeof value === 'string' ? value.replaceAll('\0', '') : value,
        ),
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await enqueue(tx, `${kind}_report`, { report_id: report.uuid })
    return report.uuid
  })
}
