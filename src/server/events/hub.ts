import { type Kysely, sql } from 'kysely'
import pg from 'pg'
import type { Database } from '../db/tables.ts'

/**
 * Events between processes over LISTEN/NOTIFY. `publish` inside a transaction is delivered when it commits, and not at
 * all when it does not.
 */

export interface ChannelEvent {
  /** `study.{namespace uuid}`, `job.{namespace uuid}` */
  channel: string
  event: string
  [detail: string]: unknown
}

export type Listener = (event: ChannelEvent) => void

const NAME = 'collimate_event'

/** PostgreSQL carries 8000 bytes at most. Events name things; whoever needs more asks for it. */
const MOST_BYTES = 7900

export async function publish(db: Kysely<Database>, event: ChannelEvent): Promise<void> {
  const payload = JSON.stringify(event)
  if (Buffer.byteLength(payload) > MOST_BYTES)
    throw new Error(`event ${event.event} is too large to be published`)
  await sql`select pg_notify(${NAME}, ${payload})`.execute(db)
}

const isEvent = (value: unknown): value is ChannelEvent =>
  typeof value === 'object' &&
  value !== null &&
  'channel' in value &&
  typeof value.channel === 'string' &&
  'event' in value &&
  typeof value.event === 'string'

const RECONNECT_MS = 1000

/** One listening connection for the process, and who wants to hear of which channel. */
export class EventHub {
  readonly #connectionString: string
  readonly #listeners = new Map<string, Set<Listener>>()
  #client: pg.Client | undefined
  #stopped = false
  #retry: NodeJS.Timeout | undefined

  constructor(connectionString: string) {
    this.#connectionString = connectionString
  }

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#connectionString,
      application_name: 'collimate events',
    })
    client.on('notification', (message) => this.#deliver(message.payload ?? ''))
    client.on('error', () => this.#reconnect(client))
    client.on('end', () => this.#reconnect(client))
    await client.connect()
    await client.query(`listen ${NAME}`)
    this.#client = client
  }

  #reconnect(lost: pg.Client): void {
    if (this.#stopped || this.#retry || (this.#client && this.#client !== lost)) return
    this.#client = undefined
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.start().catch(() => this.#reconnect(lost))
    }, RECONNECT_MS)
  }

  #deliver(payload: string): void {
    let event: unknown
    try {
      event = JSON.parse(payload)
    } catch {
      return
    }
    if (!isEvent(event)) return
    for (const listener of this.#listeners.get(event.channel) ?? []) listener(event)
  }

  /** Answers how to stop listening. */
  subscribe(channel: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set()
    listeners.add(listener)
    this.#listeners.set(channel, listeners)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(channel)
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#retry)
    await this.#client?.end().catch(() => undefined)
  }
}
