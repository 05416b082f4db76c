import { createHmac, randomBytes } from 'node:crypto'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { UserTable } from '../db/account-tables.ts'
import type { Database } from '../db/tables.ts'
import { passwordMatches } from './password.ts'
import { accountAsksForPin } from './second_factor.ts'

export type UserRow = Selectable<UserTable>

/** A person whose password was right. `account_id` where they came in by an account login. */
export interface Login {
  user: UserRow
  account_id: string | null
}

export interface FoundLogin extends Login {
  /** Any of these lets them in; none has none. */
  password_hashes: readonly (string | null)[]
  /** Only by the provider of their organisation. */
  sso_only: boolean
}

/** Where a login name is looked up first: by the account's uuid, or the older way by its name. */
export interface LoginPlace {
  account_id?: string | undefined
  name?: string | undefined
}

async function memberLogin(
  db: Kysely<Database>,
  login: string,
  { account_id, name }: LoginPlace,
): Promise<FoundLogin | undefined> {
  const member = await db
    .selectFrom('user_account as ua')
    .innerJoin('account as a', 'a.uuid', 'ua.account_id')
    .innerJoin('user as u', 'u.uuid', 'ua.user_id')
    .selectAll('u')
    .select(['ua.account_id', 'ua.account_password_hash', 'ua.sso_only'])
    .select(
      sql<boolean>`coalesce(a.settings->>'allow_user_password_for_account_login', '0') = '1'`.as('either'),
    )
    .where('ua.account_login', '=', login)
    .where('a.deleted', 'is', null)
    .where('u.deleted', 'is', null)
    .$if(account_id !== undefined, (query) => query.where('a.uuid', '=', account_id ?? ''))
    .$if(account_id === undefined, (query) => query.where('a.name', '=', name ?? ''))
    .executeTakeFirst()
  if (!member) return undefined
  const { account_id: account, account_password_hash, sso_only, either, ...user } = member
  const password_hashes =
    account_password_hash === null
      ? [user.password_hash]
      : [account_password_hash, ...(either ? [user.password_hash] : [])]
  return { user, account_id: account, password_hashes, sso_only }
}

/** The user that a login name means: an account login of the vanity's account first, else a user's email. */
export async function findLogin(
  db: Kysely<Database>,
  login: string,
  place: LoginPlace,
): Promise<FoundLogin | undefined> {
  const name = login.replaceAll('\0', '')
  const member = place.account_id || place.name ? await memberLogin(db, name, place) : undefined
  if (member) return member
  const user = await db
    .selectFrom('user')
    .selectAll()
    // Of the account that they come to; without one, of every account that they belong to.
    .select(
      sql<boolean>`coalesce((select bool_and(ua.sso_only) from user_account ua where ua.user_id = "user".uuid
        and (${place.account_id ?? null}::uuid is null or ua.account_id = ${place.account_id ?? null}::uuid)), false)`.as(
        'sso_only',
      ),
    )
    .where('email', '=', name)
    .where('is_anonymous', '=', false)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!user) return undefined
  const { sso_only, ...row } = user
  return { user: row, account_id: null, password_hashes: [row.password_hash], sso_only }
}

/** Is the password one of the person's? One that nobody has costs the same time as a wrong one. */
export async function isPasswordOf(found: FoundLogin | undefined, password: string): Promise<boolean> {
  for (const hash of found?.password_hashes ?? [null]) if (await passwordMatches(hash, password)) return true
  return false
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
  const [password_hash] = found?.password_hashes ?? []
  if (!found || !password_hash || found.sso_only || found.user.disabled || found.user.blocked)
    return undefined
  if (found.user.pin_required || (await accountAsksForPin(db, found.user.uuid))) return undefined
  const key = createHmac('sha256', pepper).update(`${login}\0${password}`).digest('base64')
  const known = verified.get(key)
  if (known && known.password_hash === password_hash && known.until > Date.now()) return found.user
  if (await isLockedOut(db, login, client_address)) return undefined
  if (!(await passwordMatches(password_hash, password))) {
    await recordFailure(db, login, client_address)
    return undefined
  }
  if (verified.size >= MOST_REMEMBERED) verified.clear()
  verified.set(key, { password_hash, until: Date.now() + REMEMBER_MS })
  return found.user
}
