import { type Kysely, sql } from 'kysely'
import { isUuid } from '#contract/value.ts'
import { requireAccount } from '../access/account.ts'
import type { Actor } from '../access/actor.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'

/**
 * The HTML of an account's template, for its members: in the language, else in the language without its region, else
 * the one for every language. INVALID_TEMPLATE says what is wrong with the hash.
 */
export async function templateFor(
  db: Kysely<Database>,
  actor: Actor,
  wanted: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { name, account_id, language = '' } = wanted
  if (typeof name !== 'string' || name === '') throw new Refusal('INVALID_TEMPLATE', 'name')
  if (typeof account_id !== 'string' || !isUuid(account_id))
    throw new Refusal('INVALID_TEMPLATE', 'account_id')
  if (typeof language !== 'string') throw new Refusal('INVALID_TEMPLATE', 'language')
  await requireAccount(db, actor, account_id, [], 'INVALID_TEMPLATE')
  const spoken = [language.toLowerCase(), language.toLowerCase().replace(/[-_].*/, ''), '']
  const { rows } = await sql<{ html: string }>`
    select html from account_template where account_id = ${account_id} and name = ${name}
      and language = any(${spoken}::text[]) order by array_position(${spoken}::text[], language) limit 1`.execute(
    db,
  )
  const [found] = rows
  if (!found) throw new Refusal('INVALID_TEMPLATE', 'not found')
  return found.html
}
