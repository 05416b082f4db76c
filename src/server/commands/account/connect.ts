import { accountConnect } from '#contract/account.ts'
import { requireAccount } from '../../access/account.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { PaymentRefused, paymentProcessor } from '../../payment/processor.ts'

export default handle(accountConnect, async ({ params, actor, services, refuse }) => {
  const { db, configuration } = services
  const access = await requireAccount(db, actor, params.uuid, ['account_edit'])
  const processor = paymentProcessor(configuration)
  if (!processor) throw refuse('TOKEN_FAILED', 'NOT_CONFIGURED')
  const payment_account = await processor.connect(params.code).catch((error: unknown) => {
    if (error instanceof PaymentRefused) throw refuse('TOKEN_FAILED', error.detail)
    throw error
  })
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('account').set({ payment_account }).where('uuid', '=', params.uuid).execute()
    await recordAudit(tx, actor, {
      uuid: params.uuid,
      type: 'Account',
      action: 'CONNECT',
      what: access.name,
      with: payment_account,
      account_id: params.uuid,
    })
  })
  return {}
})
