import type { Kysely } from 'kysely'
import type { Configuration } from '../configuration.ts'
import type { Database } from '../db/tables.ts'
import { resolveSetting } from '../tenancy/account_setting.ts'
import { type PaymentProcessor, paymentProcessor } from './processor.ts'

/** Through whom an account is paid, and as whom. */
export interface Payee {
  processor: PaymentProcessor
  account: string
}

/** Why an account can not be paid now; nothing when it can. */
export async function payee(
  db: Kysely<Database>,
  configuration: Configuration,
  account_id: string | null,
): Promise<Payee | 'NOT_CONFIGURED' | 'NOT_ENABLED' | 'NOT_CONNECTED'> {
  const processor = paymentProcessor(configuration)
  if (!processor) return 'NOT_CONFIGURED'
  const row = account_id
    ? await db
        .selectFrom('account')
        .select(['payment_account', 'settings'])
        .where('uuid', '=', account_id)
        .where('deleted', 'is', null)
        .executeTakeFirst()
    : undefined
  if (!row || resolveSetting('enable_credit_card_processor', { account: row.settings }) !== 1)
    return 'NOT_ENABLED'
  return row.payment_account ? { processor, account: row.payment_account } : 'NOT_CONNECTED'
}

/** How a page takes a card for an account: whose processor, and with which key of its own. */
export const cardEntry = ({ stripe_publishable_key }: Configuration, paid: Payee) => ({
  name: paid.processor.name,
  account: paid.account,
  ...(stripe_publishable_key ? { publishable_key: stripe_publishable_key } : {}),
})
