import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'

export interface FailedLogin {
  reason: 'LOCKOUT' | 'PRIMARY'
  login: string
  vanity: string | undefined
  /** Of the vanity. */
  account_id: string | undefined
  account_name: string | undefined
  client_address: string | null
}

/**
 * Keeps a failed login for the accounts that it was meant for and that ask for it (`audit_failed_logins`: how many they
 * keep): the one of the vanity or of the name; where none is named, those of the user whose address was given.
 */
export async function keepFailedLogin(
  db: Kysely<Database>,
  { reason, login, vanity, account_id, account_name, client_address }: FailedLogin,
): Promise<void> {
  const name = login.replaceAll('\0', '').slice(0, 320)
  const named = account_name === undefined ? [name] : [account_name.slice(0, 320), name]
  await sql`
    insert into failed_login (account_id, reason, vanity, client_address, named)
    select a.uuid, ${reason}, ${vanity ?? null}, ${client_address}, ${named}::text[]
    from account a
    where a.deleted is null and coalesce((a.settings ->> 'audit_failed_logins')::numeric, 0) > 0
      and (a.uuid = ${account_id ?? null}::uuid or a.name = ${account_name ?? null}
        or ${account_id === undefined && account_name === undefined} and exists (select from "user" u join user_account ua on ua.user_id = u.uuid
          where u.email = ${name}::citext and u.deleted is null and ua.account_id = a.uuid))`.execute(db)
}
