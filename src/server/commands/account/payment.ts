import { accountPayment } from '#contract/payment.ts'
import { requireAccount } from '../../access/account.ts'
import { handle } from '../../command.ts'
import { paymentProcessor } from '../../payment/processor.ts'

export default handle(accountPayment, async ({ params, actor, services: { db, configuration } }) => {
  await requireAccount(db, actor, params.account_id, ['account_edit'])
  const processor = paymentProcessor(configuration)
  const { payment_account } = await db
    .selectFrom('account')
    .select('payment_account')
    .where('uuid', '=', params.account_id)
    .executeTakeFirstOrThrow()
  return {
    processor: processor?.name ?? null,
    account: payment_account,
    connect_url: processor?.connectUrl(`${configuration.public_url}/admin/payments`) ?? null,
  }
})
