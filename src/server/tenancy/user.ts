import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { newOwnerIds } from '../db/uuid.ts'

export interface NewUser {
  email: string
  first: string
  last: string
  password_hash: string | null
  sysadmin?: boolean
  /** A guest: nobody signs in as them, and their address is nobody's. */
  is_anonymous?: boolean
}

/** Makes a user with a namespace of their own. The caller has checked that the e-mail address is free. */
export async function createUser(
  tx: Kysely<Database>,
  user: NewUser,
): Promise<{ uuid: string; namespace_id: string }> {
  const ids = await newOwnerIds(tx)
  await tx
    .insertInto('namespace')
    .values({
      uuid: ids.namespace_id,
      type: 'user_id',
      type_uuid: ids.uuid,
      name: `${user.first} ${user.last}`.trim(),
    })
    .execute()
  await tx
    .insertInto('user')
    .values({
      ...ids,
      email: user.email,
      first: user.first,
      last: user.last,
      password_hash: user.password_hash,
      password_history: user.password_hash ? [user.password_hash] : [],
      sysadmin: user.sysadmin ?? false,
      is_anonymous: user.is_anonymous ?? false,
    })
    .execute()
  return ids
}

const EMAIL = /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$|^[^\s@,;<>"]+@localhost$/

export const isEmail = (text: string): boolean => text.length <= 320 && EMAIL.test(text)

/** Does another user have this address, as their own or as an alternative? */
export async function isEmailTaken(db: Kysely<Database>, email: string, but?: string): Promise<boolean> {
  const { rows } = await sql`
    select from "user" where deleted is null and not is_anonymous and (email = ${email}::citext or ${email}::citext = any(alt_emails::citext[]))
      and uuid is distinct from ${but ?? null}::uuid limit 1`.execute(db)
  return rows.length > 0
}
