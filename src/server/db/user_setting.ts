import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { Database } from './tables.ts'

/** `/setting/*`: a user's own values. Keys that begin with `temp_` belong to the session. */

export const isTemporary = (key: string): boolean => key.startsWith('temp_')

/** A user's settings; with an account the account's values go before the user's own. Temporary keys only by name. */
export async function userSettings(
  db: Kysely<Database>,
  actor: Pick<Actor, 'user_id' | 'session'>,
  account_id: string | null,
  keys?: readonly string[],
): Promise<Record<string, string>> {
  const session_id = actor.session?.uuid ?? null
  const rows = await db
    .selectFrom('user_setting')
    .select(['key', 'value'])
    .where('user_id', '=', actor.user_id)
    .where(sql<boolean>`(account_id is null or account_id = ${account_id}::uuid)`)
    .where(
      keys
        ? sql<boolean>`key = any(${keys}) and (session_id is null or session_id = ${session_id}::uuid)`
        : sql<boolean>`session_id is null`,
    )
    .orderBy(sql`account_id nulls first`)
    .execute()
  return Object.fromEntries(rows.map((row) => [row.key, row.value]))
}

export interface SettingPlace {
  user_id: string
  account_id: string | null
  session_id: string | null
}

export async function setUserSetting(
  db: Kysely<Database>,
  place: SettingPlace,
  key: string,
  value: string,
): Promise<void> {
  await sql`
    insert into user_setting (user_id, account_id, session_id, key, value)
    values (${place.user_id}, ${place.account_id}, ${place.session_id}, ${key}, ${value})
    on conflict (user_id, account_id, session_id, key) do update set value = excluded.value, updated = now()`.execute(
    db,
  )
}

export async function deleteUserSetting(
  db: Kysely<Database>,
  place: SettingPlace,
  key: string,
): Promise<void> {
  await sql`
    delete from user_setting where user_id = ${place.user_id} and key = ${key}
      and account_id is not distinct from ${place.account_id}::uuid
      and session_id is not distinct from ${place.session_id}::uuid`.execute(db)
}
