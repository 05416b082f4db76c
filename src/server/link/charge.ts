import { type Kysely, sql } from 'kysely'
import type { LinkRow } from '../access/link_reach.ts'
import type { Database } from '../db/tables.ts'

/** Links that are paid for before they open. */

const LEAST = 50
const MOST = 99_999_999

/** What is wrong with an amount and its currency; nothing when they can be charged. */
export function chargeFault(amount: number, currency: string | undefined): string | undefined {
  if (amount < LEAST || amount > MOST) return 'INVALID_AMOUNT'
  return currency === undefined || /^[a-z]{3}$/i.test(currency) ? undefined : 'INVALID_CURRENCY'
}

/** Has this link been paid for by this charge? A link that costs nothing always is. */
export async function isPaid(
  db: Kysely<Database>,
  link: Pick<LinkRow, 'uuid' | 'charge_amount'>,
  charge: string | undefined,
): Promise<boolean> {
  if (link.charge_amount === null) return true
  if (!charge) return false
  const { rows } =
    await sql`select from link_charge where uuid = ${charge} and link_id = ${link.uuid}`.execute(db)
  return rows.length > 0
}
