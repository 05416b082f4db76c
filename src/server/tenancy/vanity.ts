import type { FastifyRequest } from 'fastify'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { AccountTable } from '../db/account-tables.ts'
import type { Database } from '../db/tables.ts'

export type AccountRow = Selectable<AccountTable>

/** The names that a call may mean: the parameter, else the host name it came to, as a whole or by its first label. */
export function vanityNames(request: FastifyRequest, vanity: string | undefined): string[] {
  const host = request.hostname.toLowerCase()
  return vanity ? [vanity.toLowerCase()] : [host, host.split('.')[0] ?? host]
}

/** The account whose vanity a call carries: any of the names that the account has. */
export async function accountOfVanity(
  db: Kysely<Database>,
  request: FastifyRequest,
  vanity: string | undefined,
): Promise<AccountRow | undefined> {
  const names = vanityNames(request, vanity)
  return db
    .selectFrom('account')
    .selectAll()
    .where(sql<boolean>`(lower(vanity) = any(${names}::text[]) or exists (select from account_vanity v
      where v.account_id = account.uuid and lower(v.vanity) = any(${names}::text[])))`)
    .where('deleted', 'is', null)
    .where('disabled', '=', false)
    .orderBy(sql`length(vanity)`, 'desc')
    .executeTakeFirst()
}

/** The brand that a call comes by: the uuid of its vanity. */
export async function brandOf(
  db: Kysely<Database>,
  request: FastifyRequest,
  vanity: string | undefined,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('account_vanity')
    .select('uuid')
    .where(sql<boolean>`lower(vanity) = any(${vanityNames(request, vanity)}::text[])`)
    .orderBy(sql`length(vanity)`, 'desc')
    .executeTakeFirst()
  return row?.uuid
}

/** A page of ours on the host that the browser came to, where that is one of the account's, else on our own. */
export async function ownPage(
  { db, configuration }: { db: Kysely<Database>; configuration: { public_url: string } },
  request: FastifyRequest,
  account: AccountRow,
  path: string,
): Promise<string> {
  const { public_url } = configuration
  const byHost = await accountOfVanity(db, request, undefined)
  if (byHost?.uuid !== account.uuid) return `${public_url}${path}`
  return `${new URL(public_url).protocol}//${request.host}${path}`
}
