import type { Kysely } from 'kysely'
import type pg from 'pg'
import type pino from 'pino'
import type { Configuration } from './configuration.ts'
import type { Database } from './db/tables.ts'
import type { EventHub } from './events/hub.ts'
import type { ObjectStore } from './objects/store.ts'

/** What a running process holds. Nothing in it is state that another process would need. */
export interface Services {
  configuration: Configuration
  db: Kysely<Database>
  pool: pg.Pool
  objects: ObjectStore
  /** Where studies are kept that the store has let go, if there is such a place. */
  archive: ObjectStore | undefined
  events: EventHub
  log: pino.Logger
}
