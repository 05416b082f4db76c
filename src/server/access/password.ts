import { hash, verify } from '@node-rs/argon2'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'

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

/** The hash of a new password, or nothing when the rule or one of the last three forbids it. */
export async function newPasswordHash(
  password: string,
  history: readonly string[],
): Promise<string | undefined> {
  if (!isStrongEnough(password)) return undefined
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
