import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { type ConditionContext, conditionHolds, isCondition } from '../tenancy/customfield/condition.ts'

/** What sharing with a namespace costs (`/namespace/share/pricing`). Amounts are in the smallest unit of the currency. */

const LEAST = 50
const MOST = 99_999_999

export const CURRENCIES = ['USD', 'GBP'] as const

const sharePricing = z.object({
  currency: z.enum(CURRENCIES).nullable().default(null),
  charge_description: z.string().nullable().default(null),
  /** By modality; ANY for every other, ALL for whatever is shared in one session. */
  pricing: z.record(z.string(), z.number().int()).default({}),
  customfields_pricing: z.array(z.object({ price: z.number().int(), condition: z.unknown() })).default([]),
  sum_price_matches: z.boolean().default(false),
  second_opinion_share: z.boolean().default(false),
  second_opinion_config: z.unknown().default(null),
  share_charge_by_modality: z.boolean().default(false),
})
export type SharePricing = z.output<typeof sharePricing>

export const readSharePricing = (stored: unknown): SharePricing => sharePricing.parse(stored)

/** Has sharing a price there at all? */
export const isPriced = ({
  share_charge_by_modality,
  pricing,
  customfields_pricing,
}: SharePricing): boolean =>
  share_charge_by_modality ? Object.keys(pricing).length > 0 : customfields_pricing.length > 0

export async function sharePricingOf(
  db: Kysely<Database>,
  namespace_id: string,
): Promise<SharePricing | undefined> {
  const row = await db
    .selectFrom('namespace')
    .select('share_pricing')
    .where('uuid', '=', namespace_id)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  return row && readSharePricing(row.share_pricing)
}

const isAmount = (value: number): boolean => value === 0 || (value >= LEAST && value <= MOST)

/** A table by modality. INVALID_INTEGER, INVALID_AMOUNT, NEEDS_ANY_OR_ALL and ONLY_ALL say what is wrong with it. */
export function checkedPricing(hash: Readonly<Record<string, unknown>>): Record<string, number> {
  const names = Object.keys(hash)
  const prices = Object.entries(hash).map(([name, value]): [string, number] => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw new Refusal('INVALID_INTEGER', name)
    if (!isAmount(value)) throw new Refusal('INVALID_AMOUNT', value)
    return [name, value]
  })
  if (names.length > 0 && !names.includes('ANY') && !names.includes('ALL'))
    throw new Refusal('NEEDS_ANY_OR_ALL')
  if (names.includes('ALL') && names.length > 1) throw new Refusal('ONLY_ALL')
  return Object.fromEntries(prices)
}

/** A table by conditions on custom fields. */
export function checkedConditions(list: readonly unknown[]): SharePricing['customfields_pricing'] {
  return list.map((item) => {
    const row = z.object({ price: z.unknown(), condition: z.unknown() }).safeParse(item)
    if (!row.success || !isCondition(row.data.condition)) throw new Refusal('INVALID_CONDITION')
    const { price, condition } = row.data
    if (typeof price !== 'number' || !Number.isInteger(price)) throw new Refusal('INVALID_INTEGER', 'price')
    if (!isAmount(price)) throw new Refusal('INVALID_AMOUNT', price)
    return { price, condition }
  })
}

const PREFIX = 'customfield-'

/** The price by custom fields, given as `customfield-UUID` parameters; nothing where no row matches. */
export function priceByCustomfields(
  { customfields_pricing, sum_price_matches }: SharePricing,
  values: ReadonlyMap<string, string>,
): number | null {
  const given = new Map([...values].map(([name, value]) => [name.toLowerCase(), value]))
  const context: ConditionContext = {
    field: (name) => given.get(name.toLowerCase()) ?? null,
    param: (name) => (name.startsWith(PREFIX) ? (given.get(name.toLowerCase()) ?? null) : null),
    role: { name: null, id: null },
  }
  const matches = customfields_pricing.filter(({ condition }) => conditionHolds(condition, context))
  const [first] = matches
  if (!first) return null
  return sum_price_matches ? matches.reduce((sum, { price }) => sum + price, 0) : first.price
}

/** The price of a study of this modality, and whether it is paid once a session. */
export function priceByModality(
  { pricing }: SharePricing,
  modality: string,
): { price: number; once: boolean } {
  const { ALL, ANY } = pricing
  if (ALL !== undefined) return { price: ALL, once: true }
  return { price: pricing[modality.toUpperCase()] ?? ANY ?? 0, once: false }
}

const NAMED_FIELD = /customfield-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gi

/** The custom fields by which prices are found, by their uuids. */
export const fieldsOfPrices = ({ customfields_pricing }: SharePricing): ReadonlySet<string> =>
  new Set(
    [...JSON.stringify(customfields_pricing).matchAll(NAMED_FIELD)].map(([, uuid = '']) =>
      uuid.toLowerCase(),
    ),
  )
