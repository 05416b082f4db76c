import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach } from 'vitest'

/** The part of Stripe's API that is used here: OAuth tokens of Connect, customers, tokens and charges. */

export interface StripeCall {
  path: string | undefined
  form: Record<string, string>
  headers: Record<string, unknown>
}

export interface StripeApi {
  /** What the server needs to talk to it. */
  environment: NodeJS.ProcessEnv
  /** The calls of the test that runs. */
  asked: StripeCall[]
}

/** Serves while the tests of a file run. */
export function stripeApi(): StripeApi {
  const asked: StripeCall[] = []
  const charges = new Map<string, string>()
  const port = 40_000 + Math.floor(Math.random() * 10_000)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
      asked.push({ path: request.url, form, headers: { ...request.headers } })
      const say = (status: number, body: object) => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
      }
      const declined = { error: { type: 'card_error', code: 'card_declined', decline_code: 'stolen_card' } }
      if (request.url === '/oauth/token')
        return form.code === 'good'
          ? say(200, { stripe_user_id: 'acct_clinic', token_type: 'bearer' })
          : say(400, { error: 'invalid_grant', error_description: 'no such code' })
      if (form.source === 'tok_declined' || form.customer === 'cus_tok_empty') return say(402, declined)
      if (request.url === '/v1/customers')
        return say(200, {
          id: `cus_${form.source}`,
          object: 'customer',
          default_source: { object: 'card', brand: 'Visa', last4: '4242' },
        })
      if (request.url === '/v1/tokens') return say(200, { id: `tok_of_${form.customer}`, object: 'token' })
      const key = String(request.headers['idempotency-key'])
      charges.set(key, charges.get(key) ?? `ch_${charges.size}`)
      return say(200, { id: charges.get(key), object: 'charge', paid: true, status: 'succeeded' })
    })
  })
  beforeAll(() => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)))
  afterAll(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  beforeEach(() => asked.splice(0))
  return {
    environment: {
      COLLIMATE_STRIPE_KEY: 'sk_test_1',
      COLLIMATE_STRIPE_API: `http://127.0.0.1:${port}`,
      COLLIMATE_STRIPE_CLIENT_ID: 'ca_1',
    },
    asked,
  }
}
