import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { connect } from '../db/connection.ts'
import { startEmbeddedPostgres } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { migrateQueue } from '../jobs/worker.ts'

/** Real PostgreSQL for the server's tests: one cluster a run, one database a test file, copied from a template. */

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

export const TEMPLATE = 'collimate_template'

export const urlOf = (url: string, database: string): string => {
  const made = new URL(url)
  made.pathname = `/${database}`
  return made.href
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const data = await mkdtemp(join(tmpdir(), 'collimate-postgres-'))
  const postgres = await startEmbeddedPostgres(data)
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  // Nothing here outlives the run: durability would only cost time.
  await client.query('alter system set fsync = off')
  await client.query('alter system set synchronous_commit = off')
  await client.query('select pg_reload_conf()')
  await client.query(`create database ${TEMPLATE}`)
  await client.end()
  const template = connect(urlOf(postgres.url, TEMPLATE), 2)
  await migrate(template.db)
  await migrateQueue(template.pool)
  await template.close()
  project.provide('postgresUrl', postgres.url)
  return async () => {
    await postgres.stop()
    await rm(data, { recursive: true, force: true })
  }
}
