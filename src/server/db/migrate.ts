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

/** Brings the schema up to date. Several processes may call it at once: one does the work. */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error) throw error
}
