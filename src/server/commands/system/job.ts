import { type Kysely, sql } from 'kysely'
import { type SystemJobRecord, systemJobCancel, systemJobList, systemJobRetry } from '#contract/system.ts'
import { asFlag } from '#contract/value.ts'
import { requireSysadminOrSupport } from '../../access/account.ts'
import type { Actor } from '../../access/actor.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { pageOf, readPage } from '../../db/list/page.ts'
import type { Database } from '../../db/tables.ts'
import { Refusal } from '../../refusal.ts'

type Row = Omit<SystemJobRecord, 'running'> & { running: boolean }

export const list = handle(systemJobList, async ({ raw, actor, services: { db } }) => {
  requireSysadminOrSupport(actor)
  const page = readPage(raw)
  const { rows } = await sql<Row>`
    select id::text, task_identifier as task, attempts::int, max_attempts::int, run_at, created_at as created,
      locked_at is not null as running, last_error
    from graphile_worker.jobs order by last_error is null, run_at, id offset ${page.offset} limit ${page.rows + 1}`.execute(
    db,
  )
  const cut = pageOf(page, rows)
  return { page: cut.page, jobs: cut.rows.map((row) => ({ ...row, running: asFlag(row.running) })) }
})

/** Changes a job that waits, and writes down who did. NOT_FOUND for one that is done, LOCKED for one that runs. */
async function change(
  db: Kysely<Database>,
  actor: Actor,
  id: string,
  action: 'RETRY' | 'DELETED',
): Promise<void> {
  requireSysadminOrSupport(actor)
  if (!/^\d{1,18}$/.test(id)) throw new Refusal('NOT_FOUND')
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ task: string; locked: boolean }>`
      select task_identifier as task, locked_at is not null as locked from graphile_worker.jobs where id = ${id}::bigint`.execute(
      tx,
    )
    const [job] = rows
    if (!job) throw new Refusal('NOT_FOUND')
    if (job.locked) throw new Refusal('LOCKED')
    const ids = sql`array[${id}::bigint]`
    const { rows: changed } = await (action === 'RETRY'
      ? sql`select * from graphile_worker.reschedule_jobs(${ids}, run_at => now(), attempts => 0)`
      : sql`select * from graphile_worker.complete_jobs(${ids})`
    ).execute(tx)
    if (changed.length === 0) throw new Refusal('LOCKED')
    await recordAudit(tx, actor, { uuid: actor.user_id, type: 'Job', action, what: `${job.task} ${id}` })
  })
}

export const retry = handle(systemJobRetry, async ({ params, actor, services: { db } }) => {
  await change(db, actor, params.id, 'RETRY')
  return {}
})

export const cancel = handle(systemJobCancel, async ({ params, actor, services: { db } }) => {
  await change(db, actor, params.id, 'DELETED')
  return {}
})
