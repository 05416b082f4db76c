import { sql } from 'kysely'
import { systemHealth } from '#contract/system.ts'
import { asFlag } from '#contract/value.ts'
import { requireSysadminOrSupport } from '../../access/account.ts'
import { handle } from '../../command.ts'
import type { Services } from '../../services.ts'

interface Row {
  database_version: string
  database_size: number
  connections: number
  storage_size: number
  mail_unsent: number
  mail_failed: number
  jobs_waiting: number
  jobs_failed: number
  jobs_late: number
  sessions: number
}

/** Does the object store answer? Whether the object is there does not matter. */
const reachable = ({ objects }: Services): Promise<boolean> =>
  objects.has('0'.repeat(64)).then(
    () => true,
    () => false,
  )

export default handle(systemHealth, async ({ actor, services }) => {
  requireSysadminOrSupport(actor)
  const { rows } = await sql<Row>`
    select current_setting('server_version') as database_version, pg_database_size(current_database())::bigint as database_size,
      (select count(*) from pg_stat_activity where datname = current_database())::int as connections,
      (select coalesce(sum(size), 0) from stored_study)::bigint as storage_size,
      (select count(*) from mail where sent is null)::int as mail_unsent,
      (select count(*) from mail where sent is null and error is not null)::int as mail_failed,
      jobs.*, (select count(*) from session where expires > now())::int as sessions
    from (select count(*) filter (where locked_at is null and attempts < max_attempts)::int as jobs_waiting,
        count(*) filter (where last_error is not null)::int as jobs_failed,
        greatest(0, coalesce(extract(epoch from now() - min(run_at) filter (
          where locked_at is null and attempts < max_attempts)), 0))::int as jobs_late
      from graphile_worker.jobs) jobs`.execute(services.db)
  const [found] = rows
  if (!found) throw new Error('the database answered no row')
  return {
    ...found,
    database: asFlag(true),
    storage: asFlag(await reachable(services)),
    mail: asFlag(services.configuration.smtp_url !== undefined),
    node: process.version,
    uptime: Math.round(process.uptime()),
    memory: process.memoryUsage().rss,
  }
})
