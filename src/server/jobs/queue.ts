import { type Kysely, sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../db/tables.ts'
import type { Services } from '../services.ts'

/**
 * Jobs on PostgreSQL. A job that is enqueued inside a transaction exists when it commits: the queue is the outbox.
 * Jobs run at least once, so each is written to be repeated.
 */

export interface Job<P extends z.ZodObject = z.ZodObject> {
  name: string
  payload: P
  run(services: Services, payload: z.output<P>): Promise<void>
}

/** Declares a job; its file is named after it. */
export const job = <P extends z.ZodObject>(name: string, payload: P, run: Job<P>['run']): Job<P> => ({
  name,
  payload,
  run,
})

export interface EnqueueOptions {
  /** Jobs with one key are one job: the later call replaces the earlier while it waits. */
  key?: string
  /** Seconds from now. */
  delay?: number
  /** Keeps the earlier time instead of putting the job off. */
  keepTime?: boolean
}

export async function enqueue(
  db: Kysely<Database>,
  name: string,
  payload: Record<string, unknown>,
  { key, delay = 0, keepTime = false }: EnqueueOptions = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(
    ${name}, payload => ${JSON.stringify(payload)}::json,
    run_at => clock_timestamp() + make_interval(secs => ${delay}),
    job_key => ${key ?? null}, job_key_mode => ${keepTime ? 'preserve_run_at' : 'replace'})`.execute(db)
}
