import type { ReturnsOf } from '#contract/command.ts'
import type { namespaceSharePricing } from '#contract/namespace.ts'
import { type RulePart, readCondition, writeCondition } from '../fields/rule.ts'

/** Prices of sharing as a form shows them. Amounts are typed in whole units of the currency. */

export const CURRENCIES = ['USD', 'GBP'] as const
export const KINDS = ['free', 'session', 'modality', 'fields'] as const
/** No price; one price for a session; a price by modality; a price by custom fields. */
export type PriceKind = (typeof KINDS)[number]

/** A modality and its price. The last is that of every other modality. */
export interface ModalityPrice {
  modality: string
  amount: string
}

export interface FieldPrice {
  amount: string
  parts: readonly RulePart[]
}

export interface PriceDraft {
  kind: PriceKind
  currency: (typeof CURRENCIES)[number]
  what: string
  session: string
  other: string
  modalities: readonly ModalityPrice[]
  /** Undefined where the conditions say more than the form can show. */
  fields: readonly FieldPrice[] | undefined
  sum: boolean
  /** Who shares asks for a second opinion. */
  second: boolean
}

type Stored = ReturnsOf<typeof namespaceSharePricing>

const CENTS = 100
const LEAST = 50
const MOST = 99_999_999
const typed = (amount: number | undefined) => (amount === undefined ? '' : (amount / CENTS).toFixed(2))

/** The amount in cents; undefined where it is none that can be charged: nothing, or from half a unit on. */
export function centsOf(amount: string): number | undefined {
  const text = amount.trim().replace(',', '.')
  if (!/^\d+(\.\d{1,2})?$/.test(text)) return undefined
  const cents = Math.round(Number(text) * CENTS)
  return cents === 0 || (cents >= LEAST && cents <= MOST) ? cents : undefined
}

function fieldsOf(stored: Stored): FieldPrice[] | undefined {
  const rows: FieldPrice[] = []
  for (const { price, condition } of stored.customfields_pricing) {
    const parts = readCondition(condition)
    if (!parts) return undefined
    rows.push({ amount: typed(price), parts })
  }
  return rows
}

function kindOf({ share_charge_by_modality, pricing, customfields_pricing }: Stored): PriceKind {
  if (share_charge_by_modality === 0) return customfields_pricing.length > 0 ? 'fields' : 'free'
  if (Object.keys(pricing).length === 0) return 'free'
  return pricing.ALL === undefined ? 'modality' : 'session'
}

export function priceDraft(stored: Stored): PriceDraft {
  const { ANY, ALL, ...named } = stored.pricing
  return {
    kind: kindOf(stored),
    currency: CURRENCIES.find((known) => known === stored.currency) ?? 'USD',
    what: stored.charge_description ?? '',
    session: typed(ALL),
    other: typed(ANY),
    modalities: Object.entries(named).map(([modality, amount]) => ({ modality, amount: typed(amount) })),
    fields: fieldsOf(stored),
    sum: stored.sum_price_matches === 1,
    second: stored.second_opinion_share === 1,
  }
}

/** The draft as parameters of `/namespace/share/pricing`; undefined while an amount or a modality is missing or wrong. */
export function priceParams(draft: PriceDraft, stored: Stored) {
  const prices = tables(draft, stored)
  return prices && { ...prices, second_opinion_share: draft.second ? (1 as const) : (0 as const) }
}

function tables(draft: PriceDraft, stored: Stored) {
  const about = { currency: draft.currency, charge_description: draft.what.trim() }
  if (draft.kind === 'free')
    return { pricing: {}, customfields_pricing: [], share_charge_by_modality: 0 as const }
  if (draft.kind === 'fields') {
    const rows = draft.fields?.map(({ amount, parts }) => ({
      price: centsOf(amount),
      condition: writeCondition(parts),
    }))
    if (rows?.some(({ price }) => price === undefined) || rows?.length === 0) return undefined
    return {
      ...about,
      share_charge_by_modality: 0 as const,
      sum_price_matches: draft.sum ? (1 as const) : (0 as const),
      customfields_pricing: rows ?? stored.customfields_pricing,
    }
  }
  const prices =
    draft.kind === 'session'
      ? [['ALL', centsOf(draft.session)] as const]
      : [
          ...draft.modalities.map(
            ({ modality, amount }) => [modality.trim().toUpperCase(), centsOf(amount)] as const,
          ),
          ['ANY', centsOf(draft.other)] as const,
        ]
  if (prices.some(([name, cents]) => name === '' || cents === undefined)) return undefined
  return { ...about, share_charge_by_modality: 1 as const, pricing: Object.fromEntries(prices) }
}
