import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startEmbeddedPostgres } from './embedded.ts'

test('a cluster is made once, attached to while it runs, and started again after a stop', async () => {
  const data = await mkdtemp(join(tmpdir(), 'collimate-embedded-'))
  try {
    const first = await startEmbeddedPostgres(data)
    expect(first.fresh).toBe(true)
    // A process that was killed leaves its cluster running: the next one finds it.
    const second = await startEmbeddedPostgres(data)
    expect(second).toMatchObject({ fresh: false, url: first.url })
    const client = new pg.Client({ connectionString: second.url })
    await client.connect()
    await client.query('create table kept (value int)')
    await client.end()
    await second.stop()
    const third = await startEmbeddedPostgres(data)
    const again = new pg.Client({ connectionString: third.url })
    await again.connect()
    expect((await again.query('select from kept')).rowCount).toBe(0)
    await again.end()
    await third.stop()
    expect((await stat(join(data, 'postgres-password'))).mode & 0o077).toBe(0)
  } finally {
    await rm(data, { recursive: true, force: true })
  }
})
