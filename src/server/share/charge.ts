import type { Kysely } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import type { Configuration } from '../configuration.ts'
import type { Database } from '../db/tables.ts'
import { type Payee, payee } from '../payment/payee.ts'
import { PaymentRefused } from '../payment/processor.ts'
import { Refusal } from '../refusal.ts'
import {
  isPriced,
  priceByCustomfields,
  priceByModality,
  type SharePricing,
  sharePricingOf,
} from './pricing.ts'
import type { ShareTarget } from './target.ts'

/** Charging whoever shares with a namespace that has a price. */

export interface ChargeRequest {
  /** The sharer agrees to pay. */
  charge_authorized?: boolean | undefined
  /** What they were told the price of. */
  charge_modality?: string | undefined
  customfields?: Readonly<Record<string, string>> | undefined
}

const failed = (why: string) => new Refusal('SHARE_FAILED', why)

/** The prices of a namespace and who is paid; nothing where sharing is free, as an account that cannot be paid has no price. */
export async function shareTerms(
  db: Kysely<Database>,
  configuration: Configuration,
  { namespace_id, account_id }: ShareTarget,
): Promise<{ pricing: SharePricing; paid: Payee } | undefined> {
  const pricing = await sharePricingOf(db, namespace_id)
  if (!pricing || !isPriced(pricing)) return undefined
  const paid = await payee(db, configuration, account_id)
  return typeof paid === 'string' ? undefined : { pricing, paid }
}

/** The modalities of a study, as prices are named by them. */
const modalitiesOf = ({ modality }: StudyRow): string[] =>
  (modality ?? '').toUpperCase().split('\\').filter(Boolean)

/** The modality of a study that costs most: the one that a sharer is asked to pay for. */
export const dearestModality = (pricing: SharePricing, study: StudyRow): string | null =>
  modalitiesOf(study).toSorted(
    (one, other) => priceByModality(pricing, other).price - priceByModality(pricing, one).price,
  )[0] ?? null

function priceOf(
  pricing: SharePricing,
  study: StudyRow,
  { charge_modality, customfields = {} }: ChargeRequest,
): { price: number; once: boolean } {
  if (!pricing.share_charge_by_modality)
    return { price: priceByCustomfields(pricing, new Map(Object.entries(customfields))) ?? 0, once: false }
  // Agreed to for another modality than the study has, it is agreed to for nothing.
  if (!charge_modality || !modalitiesOf(study).includes(charge_modality.toUpperCase()))
    throw failed('NO_CHARGE_MODALITY')
  return priceByModality(pricing, charge_modality)
}

/** Was the one price of this session paid there already? */
export async function paidInSession(
  db: Kysely<Database>,
  { namespace_id }: ShareTarget,
  session_id: string,
): Promise<boolean> {
  const before = await db
    .selectFrom('share_charge')
    .select('uuid')
    .where('namespace_id', '=', namespace_id)
    .where('session_id', '=', session_id)
    .executeTakeFirst()
  return before !== undefined
}

/**
 * Charges the sharer's card for a share that was just made, as the last thing in its transaction. SHARE_FAILED with
 * NOT_AUTHORIZED (ours), NO_CHARGE_MODALITY, NO_CARD or DECLINED undoes the share. A share that is repeated within the
 * day in which the processor remembers keys is paid once.
 */
export async function chargeShare(
  tx: Kysely<Database>,
  configuration: Configuration,
  actor: Actor,
  study: StudyRow,
  target: ShareTarget,
  request: ChargeRequest,
): Promise<void> {
  const { namespace_id } = target
  const terms = await shareTerms(tx, configuration, target)
  if (!terms) return
  const { pricing, paid } = terms
  if (!request.charge_authorized) throw failed('NOT_AUTHORIZED')
  const { price: amount, once } = priceOf(pricing, study, request)
  if (amount === 0) return
  const session_id = once ? (actor.session?.uuid ?? null) : null
  if (session_id && (await paidInSession(tx, target, session_id))) return
  const user = await tx
    .selectFrom('user')
    .select('card_customer')
    .where('uuid', '=', actor.user_id)
    .executeTakeFirst()
  if (!user?.card_customer) throw failed('NO_CARD')
  const currency = (pricing.currency ?? 'USD').toLowerCase()
  const processor_id = await paid.processor
    .chargeCustomer({
      customer: user.card_customer,
      amount,
      currency,
      description: pricing.charge_description ?? target.name,
      account: paid.account,
      key: `share ${session_id ?? study.uuid} ${namespace_id} ${actor.user_id}`,
    })
    .catch((error: unknown) => {
      throw error instanceof PaymentRefused ? failed('DECLINED') : error
    })
  await tx
    .insertInto('share_charge')
    .values({
      study_id: study.uuid,
      namespace_id,
      user_id: actor.user_id,
      session_id,
      amount,
      currency,
      processor_id,
    })
    .execute()
}
