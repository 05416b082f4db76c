import type { Configuration } from '../configuration.ts'
import { stripeProcessor } from './stripe.ts'

/** Who takes cards for an account, whichever processor the installation has. */

export interface Charge {
  /** What the payer's browser got for their card. */
  token: string
  /** In the smallest unit of the currency. */
  amount: number
  /** Three letters, lower case. */
  currency: string
  description: string
  /** The account at the processor that is paid. */
  account: string
  /** The same key charges once. */
  key: string
}

export interface CustomerCharge extends Omit<Charge, 'token'> {
  /** Whose card the processor keeps. */
  customer: string
}

export interface PaymentProcessor {
  /** The processor's name, for the pages that take cards. */
  name: string
  /** Keeps a card for later charges. Answers the customer and how people know the card; rejects with PaymentRefused. */
  keepCard(token: string, email: string): Promise<{ customer: string; description: string }>
  /** Charges a card that is kept. */
  chargeCustomer(charge: CustomerCharge): Promise<string>
  /** Where the owner of an account at the processor lets us be paid for it, and is then sent back; nothing without a client id. */
  connectUrl(back: string): string | undefined
  /** Redeems the code of an account's owner for their account at the processor. Rejects with PaymentRefused. */
  connect(code: string): Promise<string>
  /** Charges a card. Answers the charge's id at the processor; rejects with PaymentRefused. */
  charge(charge: Charge): Promise<string>
}

/** The processor did not do it. `detail` is its own word for why. */
export class PaymentRefused extends Error {
  readonly detail: string
  constructor(detail: string) {
    super(detail)
    this.detail = detail
  }
}

/** The processor of this installation; nothing can be charged without one. */
export const paymentProcessor = (configuration: Configuration): PaymentProcessor | undefined =>
  configuration.stripe_key
    ? stripeProcessor(configuration, configuration.stripe_key, (detail) => new PaymentRefused(detail))
    : undefined
