import Stripe from 'stripe'
import type { Configuration } from '../configuration.ts'
import type { Charge, CustomerCharge, PaymentProcessor } from './processor.ts'

const TIMEOUT_MS = 20_000
const RETRIES = 2

/** Stripe Connect: accounts connect by OAuth, and cards are charged on their behalf (direct charges). */
export function stripeProcessor(
  { stripe_api, stripe_client_id }: Pick<Configuration, 'stripe_api' | 'stripe_client_id'>,
  key: string,
  refused: (detail: string) => Error,
): PaymentProcessor {
  const at = stripe_api ? new URL(stripe_api) : undefined
  const stripe = new Stripe(key, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: RETRIES,
    telemetry: false,
    ...(at
      ? {
          host: at.hostname,
          protocol: at.protocol === 'http:' ? ('http' as const) : ('https' as const),
          ...(at.port ? { port: at.port } : {}),
        }
      : {}),
  })
  const said = (error: unknown): Error => {
    if (!(error instanceof Stripe.errors.StripeError)) return refused('UNREACHABLE')
    return refused(error.decline_code ?? error.code ?? error.type)
  }
  const charged = async (
    source: string,
    { amount, currency, description, account, key: idempotencyKey }: Omit<Charge, 'token'>,
  ): Promise<string> => {
    const charge = await stripe.charges
      .create({ source, amount, currency, description }, { stripeAccount: account, idempotencyKey })
      .catch((error) => {
        throw said(error)
      })
    if (!charge.paid) throw refused(charge.failure_code ?? charge.status)
    return charge.id
  }
  return {
    name: 'stripe',
    connectUrl: (back) =>
      stripe_client_id
        ? stripe.oauth.authorizeUrl({
            client_id: stripe_client_id,
            response_type: 'code',
            scope: 'read_write',
            redirect_uri: back,
          })
        : undefined,
    async connect(code) {
      const token = await stripe.oauth.token({ grant_type: 'authorization_code', code }).catch((error) => {
        throw said(error)
      })
      if (!token.stripe_user_id) throw refused('NO_ACCOUNT')
      return token.stripe_user_id
    },
    charge: ({ token, ...charge }: Charge) => charged(token, charge),
    async keepCard(token, email) {
      const customer = await stripe.customers
        .create({ source: token, email, expand: ['default_source'] })
        .catch((error) => {
          throw said(error)
        })
      const { default_source: card } = customer
      const named = typeof card === 'object' && card !== null && card.object === 'card'
      return { customer: customer.id, description: named ? `${card.brand} ${card.last4}` : '' }
    },
    /** A customer of the platform is charged for a connected account by a token that is made for that charge. */
    async chargeCustomer({ customer, ...charge }: CustomerCharge) {
      const token = await stripe.tokens
        .create({ customer }, { stripeAccount: charge.account, idempotencyKey: `${charge.key} token` })
        .catch((error) => {
          throw said(error)
        })
      return charged(token.id, charge)
    },
  }
}
