import { hash, verify } from '@node-rs/argon2'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { resolveSetting, settingTexts } from '../tenancy/account_setting.ts'
import { PATTERN_LENGTH, patternOf } from '../tenancy/pattern.ts'

/** argon2id with the memory and passes that OWASP recommends as its first choice. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const REMEMBERED = 3
const LONGEST = 512

export const hashPassword = (password: string): Promise<string> => hash(password, ARGON2ID)

export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  // A password that nobody has costs the same time as a wrong one.
  if (stored === null || password.length > LONGEST) {
    await hash('', ARGON2ID)
    return false
  }
  return verify(stored, password).catch(() => false)
}

/** At least 8 characters with two digits and two letters (v3 README, "Limits"). */
export function isStrongEnough(password: string): boolean {
  const digits = password.match(/\p{Nd}/gu)?.length ?? 0
  const letters = password.match(/\p{L}/gu)?.length ?? 0
  return password.length >= 8 && password.length <= LONGEST && digits >= 2 && letters >= 2
}

/** Whose a new password is: of somebody in all their accounts, or for one account alone. */
type PasswordOf = { user_id: string } | { account_id: string | undefined }

/** What these accounts ask of a password beyond the rule for all (`passwd_regexp`). */
async function patternsFor(db: Kysely<Database>, whose: PasswordOf): Promise<RegExp[]> {
  let accounts = db.selectFrom('account as a').select('a.settings').where('a.deleted', 'is', null)
  if ('user_id' in whose)
    accounts = accounts.where((where) =>
      where.exists(
        where
          .selectFrom('user_account as ua')
          .select('ua.uuid')
          .whereRef('ua.account_id', '=', 'a.uuid')
          .where('ua.user_id', '=', whose.user_id),
      ),
    )
  else if (whose.account_id) accounts = accounts.where('a.uuid', '=', whose.account_id)
  else return []
  return (await accounts.execute()).flatMap(({ settings }) =>
    settingTexts(resolveSetting('passwd_regexp', { account: settings })).flatMap(
      (text) => patternOf(text) ?? [],
    ),
  )
}

/**
 * The hash of a new password, or nothing when the rule, a pattern of its accounts or one of the last three forbids it.
 */
export async function newPasswordHash(
  db: Kysely<Database>,
  password: string,
  whose: PasswordOf,
  history: readonly string[] = [],
): Promise<string | undefined> {
  if (!isStrongEnough(password)) return undefined
  const patterns = await patternsFor(db, whose)
  if (!patterns.every((pattern) => pattern.test(password.slice(0, PATTERN_LENGTH)))) return undefined
  for (const old of history.slice(0, REMEMBERED)) if (await passwordMatches(old, password)) return undefined
  return hashPassword(password)
}

/** Sets a user's password; every session but `keep` ends. */
export async function setPassword(
  db: Kysely<Database>,
  user: { uuid: string; password_history: readonly string[] },
  password_hash: string,
  keep?: string,
): Promise<void> {
  const password_history = [password_hash, ...user.password_history].slice(0, REMEMBERED)
  await db
    .updateTable('user')
    .set({ password_hash, password_history, password_changed: sql<string>`now()`, password_reset: false })
    .where('uuid', '=', user.uuid)
    .execute()
  let sessions = db.deleteFrom('session').where('user_id', '=', user.uuid)
  if (keep) sessions = sessions.where('uuid', '<>', keep)
  await sessions.execute()
}
