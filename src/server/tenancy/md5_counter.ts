import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'

/** The number of a value in an account: the next one for a new value, the old one for a known. Within a transaction. */
export async function md5Counter(tx: Kysely<Database>, account_id: string, value: string): Promise<number> {
  // Whatever was sent is one value; a digest of a digest keeps the key short.
  const md5 = /^[0-9a-f]{32}$/i.test(value)
    ? value.toLowerCase()
    : createHash('md5').update(value).digest('hex')
  await sql`select pg_advisory_xact_lock(hashtextextended(${`md5 ${account_id}`}, 0))`.execute(tx)
  const { rows } = await sql<{ counter: number }>`
    insert into account_md5_counter (account_id, md5, counter)
    select ${account_id}, ${md5}, coalesce(max(counter), 0) + 1 from account_md5_counter where account_id = ${account_id}
    on conflict (account_id, md5) do update set counter = account_md5_counter.counter
    returning counter::int`.execute(tx)
  return rows[0]?.counter ?? 0
}
