import type { Kysely } from 'kysely'
import { studySharePrice } from '#contract/payment.ts'
import { asFlag } from '#contract/value.ts'
import { findStudy } from '../../access/study.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { cardEntry } from '../../payment/payee.ts'
import { dearestModality, paidInSession, shareTerms } from '../../share/charge.ts'
import { fieldsOfPrices, priceByCustomfields, priceByModality } from '../../share/pricing.ts'
import { checkRequest, requireShareRights } from '../../share/request.ts'
import {
  requireShareRule,
  type ShareTarget,
  TARGET_TYPES,
  targetByCode,
  targetByEmail,
  targetById,
} from '../../share/target.ts'
import { customfieldsOf } from '../../tenancy/customfield/definition.ts'
import { presentValues } from '../../tenancy/customfield/value.ts'

const FREE = {
  priced: asFlag(false),
  price: null,
  once: asFlag(false),
  currency: 'USD',
  charge_description: null,
  charge_modality: null,
  customfields: [],
  payment_processor: null,
  cc_description: null,
}

/** Whom the call names; nobody where an address is nobody's yet. */
async function targetOf({
  params,
  actor,
  services: { db },
}: Call<typeof studySharePrice>): Promise<ShareTarget | undefined> {
  for (const type of TARGET_TYPES) {
    const uuid = params[type]
    if (uuid !== undefined) return targetById(db, actor, type, uuid)
  }
  if (params.share_code !== undefined) return targetByCode(db, params.share_code)
  return params.email === undefined ? undefined : targetByEmail(db, params.email)
}

const cardOf = async (db: Kysely<Database>, user_id: string) =>
  (await db.selectFrom('user').select('card_description').where('uuid', '=', user_id).executeTakeFirst())
    ?.card_description ?? null

export default handle(studySharePrice, async (call) => {
  const { params, raw, actor, services } = call
  const { db, configuration } = services
  const { account_id, location_id, group_id, user_id, share_code, email } = params
  const request = {
    account_id,
    location_id,
    group_id,
    user_id,
    share_code,
    email: email === undefined ? undefined : [email],
  }
  checkRequest(request)
  const { study, access } = await findStudy(db, actor, { uuid: params.uuid }, 'study_share')
  requireShareRights(actor, access, request)
  const target = await targetOf(call)
  if (target) await requireShareRule(db, actor, access, target)
  const terms = target && (await shareTerms(db, configuration, target))
  if (!terms) return FREE
  const { pricing, paid } = terms
  const { share_charge_by_modality: byModality } = pricing
  const charge_modality = byModality ? dearestModality(pricing, study) : null
  const asked = byModality ? new Set<string>() : fieldsOfPrices(pricing)
  const fields = target.account_id ? await customfieldsOf(db, [target.account_id], 'Study') : []
  const listed = charge_modality ? priceByModality(pricing, charge_modality) : undefined
  const session = actor.session?.uuid
  const once = listed?.once === true && session !== undefined
  const due = async () => {
    if (!byModality) return priceByCustomfields(pricing, raw)
    return once && (await paidInSession(db, target, session)) ? 0 : (listed?.price ?? null)
  }
  return {
    priced: asFlag(true),
    price: await due(),
    once: asFlag(once),
    currency: pricing.currency ?? 'USD',
    charge_description: pricing.charge_description,
    charge_modality,
    customfields: presentValues(
      fields.filter(({ uuid }) => asked.has(uuid)),
      {},
    ),
    payment_processor: cardEntry(configuration, paid),
    cc_description: await cardOf(db, actor.user_id),
  }
})
