import type { FastifyRequest } from 'fastify'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { AccountTable, Database } from '../db/tables.ts'

export type AccountRow = Selectable<AccountTable>

/**
 * The account whose vanity a call carries: by name in a parameter, else by the host name it came to, as a whole or by
 * its first label.
 */
export async function accountOfVanity(
  db: Kysely<Database>,
  request: FastifyRequest,
  vanity: string | undefined,
): Promise<AccountRow | undefined> {
  const host = request.hostname.toLowerCase()
  const names = vanity ? [vanity.toLowerCase()] : [host, host.split('.')[0] ?? host]
  return db
    .selectFrom('account')
    .selectAll()
    .where(sql<boolean>`lower(vanity) = any(${names}::text[])`)
    .where('deleted', 'is', null)
    .where('disabled', '=', false)
    .orderBy(sql`length(vanity)`, 'desc')
    .executeTakeFirst()
}
