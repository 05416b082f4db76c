import { readdir, readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import type { Database } from './tables.ts'

const FOLDER = new URL('./migrations/', import.meta.url)

/** Every `NNNN_name.sql` is one migration; there is no way back but a backup. */
const provider: MigrationProvider = {
  async getMigrations() {
    const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
    const migrations: Record<string, Migration> = {}
    for (const name of names) {
      const statements = await readFile(new URL(name, FOLDER), 'utf8')
      migrations[name.slice(0, -'.sql'.length)] = {
        async up(db) {
          await sql.raw(statements).execute(db)
        },
      }
    }
    return migrations
  },
}

const LEAST_VERSION = 180_000

/** The schema makes its own time-ordered uuids, which PostgreSQL knows from 18 on. */
async function requireVersion(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ number: number; version: string }>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version`.execute(
    db,
  )
  const [found] = rows
  if (!found || found.number < LEAST_VERSION) {
    throw new Error(`PostgreSQL 18 or newer is needed; DATABASE_URL leads to ${found?.version ?? 'none'}.`)
  }
}

/** Brings the schema up to date. Several processes may call it at once: one does the work. */
export async function migrate(db: Kysely<Database>): Promise<void> {
  await requireVersion(db)
  // Numbers are given out in ranges, so a lower one may come after a higher; neither builds on the other.
  const { error } = await new Migrator({ db, provider, allowUnorderedMigrations: true }).migrateToLatest()
  if (error) throw error
}
