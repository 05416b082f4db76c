import { namespaceSharePrice, namespaceSharePricing } from '#contract/namespace.ts'
import { asFlag } from '#contract/value.ts'
import { requireNamespaceAdmin } from '../../access/namespace_edit.ts'
import { type Call, handle } from '../../command.ts'
import {
  CURRENCIES,
  checkedConditions,
  checkedPricing,
  priceByCustomfields,
  readSharePricing,
  type SharePricing,
  sharePricingOf,
} from '../../share/pricing.ts'
import { lockNamespaceHash, saveNamespaceHash } from '../../tenancy/namespace_change.ts'

const asBoolean = (flag: 0 | 1 | undefined) => (flag === undefined ? undefined : flag === 1)

function changeOf({ params, refuse }: Call<typeof namespaceSharePricing>): Partial<SharePricing> {
  const currency = CURRENCIES.find((known) => known === params.currency?.toUpperCase())
  if (params.currency && !currency) throw refuse('INVALID_CURRENCY')
  const change = {
    currency: params.currency === '' ? null : currency,
    charge_description: params.charge_description,
    pricing: params.pricing && checkedPricing(params.pricing),
    customfields_pricing: params.customfields_pricing && checkedConditions(params.customfields_pricing),
    sum_price_matches: asBoolean(params.sum_price_matches),
    second_opinion_share: asBoolean(params.second_opinion_share),
    second_opinion_config: params.second_opinion_config,
    share_charge_by_modality: asBoolean(params.share_charge_by_modality),
  }
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

export const pricing = handle(namespaceSharePricing, async (call) => {
  const { params, actor, services } = call
  const change = changeOf(call)
  const changes = Object.keys(change).length > 0
  const right = changes ? 'account_edit' : 'account_view'
  await requireNamespaceAdmin(services.db, actor, params.uuid, right)
  return services.db.transaction().execute(async (tx) => {
    const namespace = await lockNamespaceHash(tx, params.uuid, 'share_pricing')
    const after = { ...namespace.hash, ...change }
    if (changes) await saveNamespaceHash(tx, actor, params.uuid, 'share_pricing', namespace, after)
    const { sum_price_matches, second_opinion_share, share_charge_by_modality, ...said } =
      readSharePricing(after)
    return {
      ...said,
      is_production: 1,
      sum_price_matches: asFlag(sum_price_matches),
      second_opinion_share: asFlag(second_opinion_share),
      share_charge_by_modality: asFlag(share_charge_by_modality),
    }
  })
})

export const price = handle(namespaceSharePrice, async ({ params, raw, services: { db }, refuse }) => {
  const found = await sharePricingOf(db, params.uuid)
  if (!found) throw refuse('NOT_FOUND')
  if (found.share_charge_by_modality) throw refuse('NOT_CUSTOMFIELDS_PRICING')
  return { price: priceByCustomfields(found, raw) }
})
