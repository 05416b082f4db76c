import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import type pino from 'pino'
import { sealOldTotps } from './access/totp_secret.ts'
import type { Configuration } from './configuration.ts'
import { connect } from './db/connection.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import { EventHub } from './events/hub.ts'
import { firstStart } from './first_start.ts'
import { buildApp } from './http/app.ts'
import { migrateQueue, startWorker } from './jobs/worker.ts'
import { openFileStore } from './objects/file-store.ts'
import type { Services } from './services.ts'

export interface RunningProcess {
  services: Services
  app: FastifyInstance | undefined
  /** What a person who started it needs to know. */
  welcome: string
  stop(): Promise<void>
}

/** Held by the process that owns the embedded database; PostgreSQL lets go of it when that process dies. */
const OWNER_LOCK = 7_236_000

/** Two processes on one data folder would each believe to own the embedded database. */
async function ownCluster(url: string, data: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'collimate owner' })
  client.on('error', () => undefined)
  await client.connect()
  for (let attempt = 0; ; attempt++) {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
      OWNER_LOCK,
    ])
    if (rows[0]?.locked) return client
    // A process that was just killed may still be on its way out.
    if (attempt >= 10) {
      await client.end()
      throw new Error(`Collimate already runs on ${data}. Stop it, or choose another COLLIMATE_DATA.`)
    }
    await new Promise((done) => setTimeout(done, 200))
  }
}

/** Starts everything that the configuration's roles ask for. */
export async function startProcess(configuration: Configuration, log: pino.Logger): Promise<RunningProcess> {
  const closing: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of closing.reverse()) await close()
  }
  try {
    let embedded: EmbeddedPostgres | undefined
    if (!configuration.database_url) {
      const started = await startEmbeddedPostgres(configuration.data)
      embedded = started
      const owner = await ownCluster(started.url, configuration.data)
      closing.push(async () => {
        await owner.end()
        await started.stop()
      })
    }
    const url = configuration.database_url ?? embedded?.url ?? ''
    const { db, pool, close } = connect(url)
    closing.push(close)
    await migrate(db)
    await migrateQueue(pool)
    await sealOldTotps(db, configuration)
    const objects = await openFileStore(configuration.storage)
    closing.push(() => objects.close())
    const archive = configuration.archive ? await openFileStore(configuration.archive) : undefined
    if (archive) closing.push(() => archive.close())
    const events = new EventHub(url)
    await events.start()
    closing.push(() => events.stop())
    const services: Services = { configuration, db, pool, objects, archive, events, log }
    const { signIn, loading } = await firstStart(services, embedded?.fresh ?? false)
    closing.push(() => loading)

    if (configuration.roles.includes('worker')) {
      const worker = await startWorker(services)
      closing.push(() => worker.stop())
    }
    let app: FastifyInstance | undefined
    let address = ''
    if (configuration.roles.includes('web')) {
      app = await buildApp(services)
      const server = app
      closing.push(() => server.close())
      address = await app.listen({ host: configuration.host, port: configuration.port })
    }
    return {
      services,
      app,
      welcome: [address && `Collimate is ready at ${address}`, signIn].filter(Boolean).join('\n'),
      stop,
    }
  } catch (error) {
    await stop().catch(() => undefined)
    throw error
  }
}
