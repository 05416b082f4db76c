import type pg from 'pg'

/**
 * Runs while no other process or job holds the lock of this name; not at all, and `false`, while one does. The database
 * lets go of it when the process dies.
 */
export async function whileAlone(pool: pg.Pool, name: string, run: () => Promise<void>): Promise<boolean> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ held: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as held',
      [name],
    )
    if (!rows[0]?.held) return false
    try {
      await run()
      return true
    } finally {
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])
    }
  } finally {
    client.release()
  }
}
