import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import { DEFAULT_SESSION_MINUTES } from './session.ts'

interface Row {
  own: number | null
  session_expire: number | null
  login_location: unknown
}

/** Minutes of a named login location in the `login_location` setting of an account. */
function locationMinutes(setting: unknown, location: string | undefined): number | undefined {
  if (!location || typeof setting !== 'string') return undefined
  try {
    const parsed: unknown = JSON.parse(setting)
    if (typeof parsed !== 'object' || parsed === null) return undefined
    const minutes = Number(Object.entries(parsed).find(([name]) => name === location)?.[1])
    return Number.isInteger(minutes) && minutes > 0 ? minutes : undefined
  } catch {
    return undefined
  }
}

/**
 * Minutes of idleness after which a user's session ends: the login location's, else the user's own in the first
 * account that has one, else the highest of the user's accounts, else three hours.
 */
export async function sessionMinutes(
  db: Kysely<Database>,
  user_id: string,
  location: string | undefined,
): Promise<number> {
  const { rows } = await sql<Row>`
    select ua.session_expire as own, a.session_expire, a.settings->>'login_location' as login_location
    from user_account ua join account a on a.uuid = ua.account_id and a.deleted is null
    where ua.user_id = ${user_id} order by ua.created`.execute(db)
  const located = rows
    .map((row) => locationMinutes(row.login_location, location))
    .find((minutes) => minutes !== undefined)
  if (located !== undefined) return located
  const own = rows.find((row) => row.own !== null)?.own
  if (own) return own
  const highest = Math.max(0, ...rows.map((row) => row.session_expire ?? 0))
  return highest > 0 ? highest : DEFAULT_SESSION_MINUTES
}
