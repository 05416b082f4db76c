import { linkCharge } from '#contract/link.ts'
import { isLockedOut, recordFailure } from '../../access/login.ts'
import { handle } from '../../command.ts'
import { findVisited } from '../../link/find.ts'
import { payee } from '../../payment/payee.ts'
import { PaymentRefused } from '../../payment/processor.ts'

/** Refused cards are counted as wrong passwords are, so that nobody tries stolen ones here. */
const PLACE = 'link charge'
const STANDARD_CURRENCY = 'usd'

export default handle(linkCharge, async ({ params, actor, services, request, refuse }) => {
  const { db, configuration } = services
  const { link, state } = await findVisited(db, request, actor.client_address, { uuid: params.uuid })
  if (state !== 'OPEN') throw refuse('NOT_FOUND')
  if (link.charge_amount === null) throw refuse('CHARGE_FAILED', 'NO_CHARGE')
  if (await isLockedOut(db, PLACE, actor.client_address)) throw refuse('CHARGE_FAILED', 'LOCKOUT')
  const paid = await payee(db, configuration, link.account_id)
  if (typeof paid === 'string') throw refuse('CHARGE_FAILED', paid)
  const currency = (link.charge_currency ?? STANDARD_CURRENCY).toLowerCase()
  const processor_id = await paid.processor
    .charge({
      token: params.charge_token,
      amount: link.charge_amount,
      currency,
      description: link.charge_description ?? link.description ?? 'Collimate',
      account: paid.account,
      key: `link ${link.uuid} ${params.charge_token}`,
    })
    .catch(async (error: unknown) => {
      if (!(error instanceof PaymentRefused)) throw error
      await recordFailure(db, PLACE, actor.client_address)
      throw refuse('CHARGE_FAILED', error.detail)
    })
  // A call that is repeated because its answer was lost finds the charge of the first.
  const { uuid } = await db
    .insertInto('link_charge')
    .values({
      link_id: link.uuid,
      amount: link.charge_amount,
      currency,
      processor_id,
      client_address: actor.client_address,
    })
    .onConflict((conflict) => conflict.column('processor_id').doUpdateSet({ processor_id }))
    .returning('uuid')
    .executeTakeFirstOrThrow()
  return { uuid }
})
