import { type Kysely, sql } from 'kysely'
import { API_SCOPES, type ApiScope } from '#contract/apikey.ts'
import { isUuid } from '#contract/value.ts'
import type { Database } from '../db/tables.ts'
import type { Actor } from './actor.ts'
import { secretHash } from './secret_hash.ts'
import { actorOfUser } from './user_actor.ts'

/** A program that holds a key of an account: it acts for the members of that account, as far as the key goes. */
export interface KeyHolder {
  key_id: string
  account_id: string
  account_name: string
  scopes: readonly ApiScope[]
}

interface Row {
  uuid: string
  account_id: string
  account_name: string
  scopes: string[]
  origins: string[]
  unused: boolean
}

/**
 * Whoever presents the two keys, from a page of that origin if from any. Nothing for a pair that does not belong
 * together, has ended, or may not be used from there.
 */
export async function openApiKey(
  db: Kysely<Database>,
  keys: { api_key: string; account_key: string },
  origin: string | undefined,
): Promise<KeyHolder | undefined> {
  if (!isUuid(keys.api_key) || !isUuid(keys.account_key)) return undefined
  const { rows } = await sql<Row>`
    select k.uuid, k.account_id, a.name as account_name, k.scopes, k.origins,
      k.last_used is null or k.last_used < now() - interval '1 minute' as unused
    from api_key k join account a on a.uuid = k.account_id
    where k.key_hash = ${secretHash(keys.api_key.toLowerCase())} and a.account_key = ${keys.account_key}::uuid
      and k.deleted is null and a.deleted is null and not a.disabled and (k.expires is null or k.expires > now())`.execute(
    db,
  )
  const [row] = rows
  if (!row || (row.origins.length > 0 && !row.origins.includes(origin?.toLowerCase() ?? ''))) return undefined
  if (row.unused) await sql`update api_key set last_used = now() where uuid = ${row.uuid}`.execute(db)
  const { uuid: key_id, account_id, account_name } = row
  return {
    key_id,
    account_id,
    account_name,
    scopes: API_SCOPES.filter((scope) => row.scopes.includes(scope)),
  }
}

/**
 * A member of the key's account as the program acts for them: with the rights of their role there and nothing above
 * roles. Nothing for anybody else.
 */
export async function memberOfKey(
  db: Kysely<Database>,
  { account_id }: KeyHolder,
  user_id: string,
  client_address: string | null,
): Promise<Actor | undefined> {
  const member = await db
    .selectFrom('user_account')
    .select('user_id')
    .where('account_id', '=', account_id)
    .where('user_id', '=', user_id)
    .executeTakeFirst()
  const actor = member && (await actorOfUser(db, user_id))
  if (!actor || actor.guest) return undefined
  return { ...actor, sysadmin: false, support: false, client_address, only_account: account_id }
}
