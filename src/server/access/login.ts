import { createHmac, randomBytes } from 'node:crypto'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Database, UserTable } from '../db/tables.ts'
import { passwordMatches } from './password.ts'

export type UserRow = Selectable<UserTable>

/** A person whose password was right. `account_id` where they came in by an account login. */
export interface Login {
  user: UserRow
  account_id: string | null
}

/** The user that a login name means: an account login of the vanity's account first, else a user's email. */
export async function findLogin(
  db: Kysely<Database>,
  login: string,
  account: { vanity?: string | undefined; name?: string | undefined },
): Promise<
  { user: UserRow; account_id: string | null; password_hash: string | null; sso_only: boolean } | undefined
> {
  const name = login.replaceAll('\0', '')
  if (account.vanity || account.name) {
    const member = await db
      .selectFrom('user_account as ua')
      .innerJoin('account as a', 'a.uuid', 'ua.account_id')
      .innerJoin('user as u', 'u.uuid', 'ua.user_id')
      .selectAll('u')
      .select(['ua.account_id', 'ua.account_password_hash', 'ua.sso_only'])
      .where('ua.account_login', '=', name)
      .where('a.deleted', 'is', null)
      .where('u.deleted', 'is', null)
      .$if(account.vanity !== undefined, (query) => query.where('a.vanity', '=', account.vanity ?? ''))
      .$if(account.vanity === undefined, (query) => query.where('a.name', '=', account.name ?? ''))
      .executeTakeFirst()
    if (member) {
      const { account_id, account_password_hash, sso_only, ...user } = member
      return { user, account_id, password_hash: account_password_hash ?? user.password_hash, sso_only }
    }
  }
  const user = await db
    .selectFrom('user')
    .selectAll()
    .where('email', '=', name)
    .where('is_anonymous', '=', false)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  return user && { user, account_id: null, password_hash: user.password_hash, sso_only: false }
}

const FAILURES = 10
const LOCKED = sql`interval '15 minutes'`

/**
 * Too many failures from one place for one name lock that pair for a quarter of an hour. The place counts, so that a
 * stranger cannot lock a reader out, and ten tries leave room for a person who mistypes.
 */
export async function isLockedOut(
  db: Kysely<Database>,
  login: string,
  client_address: string | null,
): Promise<boolean> {
  const row = await db
    .selectFrom('login_failure')
    .select('failures')
    .where('login', '=', login)
    .where('client_address', '=', client_address ?? '')
    .where(sql<boolean>`last > now() - ${LOCKED}`)
    .executeTakeFirst()
  return (row?.failures ?? 0) >= FAILURES
}

export async function recordFailure(
  db: Kysely<Database>,
  login: string,
  client_address: string | null,
): Promise<void> {
  await sql`
    insert into login_failure (login, client_address, failures, last)
    values (${login.replaceAll('\0', '').slice(0, 320)}, ${client_address ?? ''}, 1, now())
    on conflict (login, client_address) do update set
      failures = case when login_failure.last > now() - ${LOCKED} then login_failure.failures + 1 else 1 end,
      last = now()`.execute(db)
}

export async function forgetFailures(
  db: Kysely<Database>,
  login: string,
  client_address: string | null,
): Promise<void> {
  await db
    .deleteFrom('login_failure')
    .where('login', '=', login)
    .where('client_address', '=', client_address ?? '')
    .execute()
}

const verified = new Map<string, { password_hash: string; until: number }>()
const pepper = randomBytes(32)
const REMEMBER_MS = 60_000
const MOST_REMEMBERED = 1000

/**
 * The user of HTTP Basic credentials. argon2 is slow on purpose, and Basic is sent with every request: a right
 * password is remembered for a minute, as a keyed hash, and only while the stored hash is the same.
 */
export async function basicUser(
  db: Kysely<Database>,
  login: string,
  password: string,
  client_address: string | null,
): Promise<UserRow | undefined> {
  const found = await findLogin(db, login, {})
  if (
    !found ||
    found.user.disabled ||
    found.user.blocked ||
    found.user.pin_required ||
    !found.password_hash
  ) {
    return undefined
  }
  const key = createHmac('sha256', pepper).update(`${login}\0${password}`).digest('base64')
  const known = verified.get(key)
  if (known && known.password_hash === found.password_hash && known.until > Date.now()) return found.user
  if (await isLockedOut(db, login, client_address)) return undefined
  if (!(await passwordMatches(found.password_hash, password))) {
    await recordFailure(db, login, client_address)
    return undefined
  }
  if (verified.size >= MOST_REMEMBERED) verified.clear()
  verified.set(key, { password_hash: found.password_hash, until: Date.now() + REMEMBER_MS })
  return found.user
}
