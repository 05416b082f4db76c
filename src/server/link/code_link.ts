import { type Kysely, sql } from 'kysely'
import type { LinkRow } from '../access/link_reach.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { stateOf } from './find.ts'

/**
 * The upload link by which whoever knows a place's share code comes without an account: the youngest of those that were
 * made to be found by the code and still open. INVALID_LINK says why where there are such links but none opens:
 * EXPIRED, EXHAUSTED, LOCKED or REVOKED. Nothing where the code never let strangers in.
 */
export async function uploadLinkOfCode(
  db: Kysely<Database>,
  namespace_id: string,
): Promise<string | undefined> {
  const { rows } = await sql<LinkRow & { expired: boolean }>`
    select l.*, coalesce(l.expires <= now(), false) as expired from link l
    where l.namespace_id = ${namespace_id} and l.action = 'STUDY_UPLOAD' and l.use_share_code
    order by l.deleted nulls first, l.created desc limit 50`.execute(db)
  const standing = rows.filter((link) => link.deleted === null)
  const open = standing.find((link) => stateOf(link, link.expired) === 'OPEN')
  if (open) return open.uuid
  const [last] = standing
  if (last) throw new Refusal('INVALID_LINK', stateOf(last, last.expired))
  if (rows.length > 0) throw new Refusal('INVALID_LINK', 'REVOKED')
  return undefined
}
