import { type Kysely, type Selectable, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import { actorOfUser } from '../access/user_actor.ts'
import type { AccountTable } from '../db/account-tables.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'

/** In whose name another program of an account makes a link: a member of it, by the uuid of their membership. */
export interface ExternalMember {
  account: Selectable<AccountTable>
  owner: Actor
}

/** ACCOUNT_USER_NOT_FOUND for a membership that is none, or of an account or user that is gone or closed. */
export async function externalMember(db: Kysely<Database>, uuid: string): Promise<ExternalMember> {
  const account = await db
    .selectFrom('user_account as ua')
    .innerJoin('account as a', 'a.uuid', 'ua.account_id')
    .selectAll('a')
    .select('ua.user_id')
    .where('ua.uuid', '=', uuid)
    .where('a.deleted', 'is', null)
    .where('a.disabled', '=', false)
    .executeTakeFirst()
  const owner = account && (await actorOfUser(db, account.user_id))
  // Nobody stands above roles by a link.
  if (!account || !owner || owner.sysadmin || owner.support) throw new Refusal('ACCOUNT_USER_NOT_FOUND')
  return { account, owner }
}

/** The `filter.*` of a hash, as `/study/list` takes them. */
export const filtersIn = (hash: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(hash).filter(([name]) => name.startsWith('filter.')))

/** The words of a hash beside some names: what is kept of a visit. */
export const wordsIn = (
  hash: Readonly<Record<string, unknown>>,
  but: readonly string[],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(hash)
      .filter(([name]) => !but.includes(name) && !name.startsWith('filter.'))
      .slice(0, 50)
      .map(([name, value]): [string, string] => [
        name.slice(0, 100),
        typeof value === 'object' ? JSON.stringify(value).slice(0, 2000) : String(value).slice(0, 2000),
      ]),
  )

/** Marks a sign-in by link as used. Answers false where it was before. */
export async function useOnce(
  tx: Kysely<Database>,
  account_id: string,
  payload_hash: Buffer,
  expires: number,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into link_sign_in (account_id, payload_hash, expires)
    values (${account_id}, ${payload_hash}, to_timestamp(${expires})) on conflict do nothing`.execute(tx)
  return numAffectedRows === 1n
}
