import { userCard } from '#contract/payment.ts'
import { handle } from '../../command.ts'
import { paymentProcessor } from '../../payment/processor.ts'

export default handle(userCard, async ({ actor, services: { db, configuration } }) => {
  const processor = paymentProcessor(configuration)
  const user = await db
    .selectFrom('user')
    .select('card_description')
    .where('uuid', '=', actor.user_id)
    .executeTakeFirst()
  const { stripe_publishable_key } = configuration
  return {
    processor: processor
      ? {
          name: processor.name,
          ...(stripe_publishable_key ? { publishable_key: stripe_publishable_key } : {}),
        }
      : null,
    cc_description: user?.card_description ?? null,
  }
})
