import { expect, test } from 'vitest'
import { accountConnect, accountSet } from '#contract/account.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import { namespaceShareCode, namespaceSharePrice, namespaceSharePricing } from '#contract/namespace.ts'
import { accountPayment, studySharePrice, userCard } from '#contract/payment.ts'
import { studyShare, studyShareStop } from '#contract/study/share.ts'
import { userSet } from '#contract/user.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { clinic as clinicOf, stow } from '../../testing/clinic.ts'
import { testServer } from '../../testing/server.ts'
import { stripeApi } from '../../testing/stripe_api.ts'

const { environment, asked } = stripeApi()
const server = testServer(environment)
let made = 0

async function clinic() {
  const found = await clinicOf(server, { study_share: 1 })
  const { admin, uuid } = found
  await admin.ok(accountSet, { uuid, settings: { enable_credit_card_processor: 1 } })
  await admin.ok(accountConnect, { uuid, code: 'good' })
  const study = async (modality = 'CT') => {
    made += 1
    const study_uid = `1.10.${made}`
    await stow(server, admin, found.namespace, [{ studyUID: study_uid, modality, patientID: 'P' }])
    await notifyStudy(server.services, { storage_namespace: found.namespace, study_uid })
    const { rows } = await server.services.pool.query('select uuid from study where study_uid = $1', [
      study_uid,
    ])
    return String(rows[0].uuid)
  }
  /** `OK`, or why a share failed. */
  const share = async (study_id: string, more: object = {}) => {
    const { body } = await admin.call(studyShare, { uuid: study_id, group_id: found.group, ...more })
    return body.error_type ? [body.error_type, body.error_subtype] : 'OK'
  }
  return { ...found, study, share }
}

const terms = { terms_md5: '', privacy_md5: '', indicator_md5: '' }
const charges = () => asked.filter(({ path }) => path === '/v1/charges')

test('a share is charged by modality to the card of the sharer, once', async () => {
  const { admin, place, group, study, share } = await clinic()
  await admin.ok(namespaceSharePricing, {
    uuid: place,
    currency: 'GBP',
    charge_description: 'Second opinion',
    pricing: { CT: 2500, MR: 0, ANY: 900 },
    share_charge_by_modality: 1,
  })
  const ct = await study()
  const paid = { charge_authorized: 1, charge_modality: 'CT' }
  expect(await share(ct)).toEqual(['SHARE_FAILED', 'NOT_AUTHORIZED'])
  expect(await share(ct, { charge_authorized: 1 })).toEqual(['SHARE_FAILED', 'NO_CHARGE_MODALITY'])
  expect(await share(ct, { ...paid, charge_modality: 'MR' })).toEqual(['SHARE_FAILED', 'NO_CHARGE_MODALITY'])
  expect(await share(ct, paid)).toEqual(['SHARE_FAILED', 'NO_CARD'])
  expect(await admin.refused(userSet, { cc_token: 'tok_declined', ...terms })).toBe('INVALID_TOKEN')
  await admin.ok(userSet, { cc_token: 'tok_empty', ...terms })
  expect(await share(ct, paid)).toEqual(['SHARE_FAILED', 'DECLINED'])
  await admin.ok(userSet, { cc_token: 'tok_visa', ...terms })
  expect(charges()).toEqual([])
  expect(await share(ct, paid)).toBe('OK')
  expect(charges()).toMatchObject([
    {
      form: { amount: '2500', currency: 'gbp', source: 'tok_of_cus_tok_visa', description: 'Second opinion' },
      headers: { 'stripe-account': 'acct_clinic' },
    },
  ])
  // What is there already costs nothing; neither does what has no price.
  expect(await share(ct, paid)).toBe('OK')
  expect(await share(await study('MR'), { charge_authorized: 1, charge_modality: 'MR' })).toBe('OK')
  expect(charges()).toHaveLength(1)
  await admin.ok(studyShareStop, { uuid: ct, group_id: group })
  const { rows } = await server.services.pool.query(
    'select amount, currency from share_charge where study_id = $1',
    [ct],
  )
  expect(rows).toEqual([{ amount: 2500, currency: 'gbp' }])
  const open = await admin.ok(namespaceShareCode, { namespace_id: place })
  expect(open).toMatchObject({
    currency: 'GBP',
    pricing: { CT: 2500, MR: 0, ANY: 900 },
    share_charge_by_modality: 1,
    payment_processor: { name: 'stripe', account: 'acct_clinic' },
    cc_description: 'Visa 4242',
  })
})

test('one price for all that is shared in a session is paid once', async () => {
  const { admin, place, study, share } = await clinic()
  await admin.ok(userSet, { cc_token: 'tok_visa', ...terms })
  await admin.ok(namespaceSharePricing, { uuid: place, pricing: { ALL: 500 }, share_charge_by_modality: 1 })
  const paid = { charge_authorized: 1, charge_modality: 'CT' }
  expect(await share(await study(), paid)).toBe('OK')
  expect(await share(await study(), paid)).toBe('OK')
  expect(charges().map(({ form }) => form.amount)).toEqual(['500'])
})

test('a price follows custom fields, the first that matches or all of them', async () => {
  const { admin, uuid: account_id, place, study, share } = await clinic()
  await admin.ok(userSet, { cc_token: 'tok_visa', ...terms })
  const { uuid } = await admin.ok(customfieldAdd, { account_id, object: 'Study', name: 'Kind' })
  const kind = `customfield-${uuid}` as const
  const is = (value: string) => ({ '-eq': [{ '-field': kind }, value] })
  const customfields_pricing = [
    { price: 300, condition: is('short') },
    { price: 700, condition: { '-or': [is('short'), is('long')] } },
  ]
  await admin.ok(namespaceSharePricing, { uuid: place, customfields_pricing })
  const price = async (value: string) =>
    (await server.call(namespaceSharePrice, { uuid: place, [kind]: value })).body.price
  expect([await price('short'), await price('long'), await price('none')]).toEqual([300, 700, null])
  await admin.ok(namespaceSharePricing, { uuid: place, sum_price_matches: 1 })
  expect(await price('short')).toBe(1000)
  expect(await share(await study(), { charge_authorized: 1, [kind]: 'short' })).toBe('OK')
  expect(charges().map(({ form }) => form.amount)).toEqual(['1000'])
  await admin.ok(namespaceSharePricing, { uuid: place, share_charge_by_modality: 1 })
  expect((await server.call(namespaceSharePrice, { uuid: place })).body.error_type).toBe(
    'NOT_CUSTOMFIELDS_PRICING',
  )
  // By modality there is no table, so sharing is free.
  expect(await share(await study())).toBe('OK')
})

test('tables of prices are checked', async () => {
  const { account, admin, place: uuid } = await clinic()
  const refused = async (params: object) => {
    const { body } = await admin.call(namespaceSharePricing, { uuid, ...params })
    return [body.error_type, body.error_subtype]
  }
  expect(await refused({ pricing: { CT: 100 } })).toEqual(['NEEDS_ANY_OR_ALL', undefined])
  expect(await refused({ pricing: { ALL: 100, ANY: 100 } })).toEqual(['ONLY_ALL', undefined])
  expect(await refused({ pricing: { ANY: 49 } })).toEqual(['INVALID_AMOUNT', 49])
  expect(await refused({ pricing: { ANY: 'much' } })).toEqual(['INVALID_INTEGER', 'ANY'])
  expect((await refused({ pricing: [] }))[0]).toBe('NOT_HASH')
  expect((await refused({ currency: 'EUR' }))[0]).toBe('INVALID_CURRENCY')
  expect((await refused({ customfields_pricing: {} }))[0]).toBe('NOT_LIST')
  expect((await refused({ customfields_pricing: [{ price: 100, condition: { '-huh': 1 } }] }))[0]).toBe(
    'INVALID_CONDITION',
  )
  expect((await refused({ share_charge_by_modality: 7 }))[0]).toBe('INVALID_FLAG')
  const reader = await server.person(account)
  expect(await reader.refused(namespaceSharePricing, { uuid, pricing: {} })).toBe('NOT_PERMITTED')
})

test('what a share costs is said before it is charged', async () => {
  const { admin, account, uuid: account_id, place, group, study } = await clinic()
  const ct = await study('CT\\SR')
  const to = { uuid: ct, group_id: group }
  expect(await admin.ok(studySharePrice, to)).toMatchObject({ priced: 0, price: null })
  await admin.ok(namespaceSharePricing, {
    uuid: place,
    currency: 'GBP',
    pricing: { CT: 2500, ANY: 900 },
    share_charge_by_modality: 1,
  })
  expect(await admin.ok(studySharePrice, to)).toMatchObject({
    priced: 1,
    price: 2500,
    currency: 'GBP',
    charge_modality: 'CT',
    customfields: [],
    payment_processor: { name: 'stripe', account: 'acct_clinic' },
    cc_description: null,
  })
  expect(await admin.ok(userCard, {})).toMatchObject({ processor: { name: 'stripe' }, cc_description: null })
  await admin.ok(userSet, { cc_token: 'tok_visa' })
  expect((await admin.ok(userCard, {})).cc_description).toBe('Visa 4242')
  // One price of a session is said once it is paid to be nothing.
  await admin.ok(namespaceSharePricing, { uuid: place, pricing: { ALL: 500 } })
  expect((await admin.ok(studySharePrice, to)).price).toBe(500)
  await admin.ok(studyShare, { ...to, charge_authorized: 1, charge_modality: 'CT' })
  expect((await admin.ok(studySharePrice, { ...to, uuid: await study() })).price).toBe(0)
  const { uuid } = await admin.ok(customfieldAdd, { account_id, object: 'Study', name: 'Kind' })
  await admin.ok(namespaceSharePricing, {
    uuid: place,
    share_charge_by_modality: 0,
    customfields_pricing: [
      { price: 300, condition: { '-eq': [{ '-field': `customfield-${uuid}` }, 'short'] } },
    ],
  })
  const asked = await admin.ok(studySharePrice, to)
  expect([asked.price, asked.customfields.map((field) => field.uuid)]).toEqual([null, [uuid]])
  expect((await admin.ok(studySharePrice, { ...to, [`customfield-${uuid}`]: 'short' })).price).toBe(300)
  expect(await admin.refused(studySharePrice, { ...to, email: 'a@example.org' })).toBe('INVALID_PARAMETERS')
  expect((await admin.ok(studySharePrice, { uuid: ct, email: 'nobody@example.org' })).priced).toBe(0)
  expect(await admin.ok(accountPayment, { account_id })).toMatchObject({
    processor: 'stripe',
    account: 'acct_clinic',
    connect_url: expect.stringMatching(/client_id=ca_1&.*admin%2Fpayments/),
  })
  const reader = await server.person(account)
  expect(await reader.refused(accountPayment, { account_id })).toBe('NOT_PERMITTED')
})

test('a place where second opinions are asked for says so, with a price or without', async () => {
  const { admin, place } = await clinic()
  const second_opinion_config = { form: 'short' }
  const asked = async () => {
    const { second_opinion_share, second_opinion_config } = await admin.ok(namespaceShareCode, {
      namespace_id: place,
    })
    return [second_opinion_share, second_opinion_config]
  }
  expect(await asked()).toEqual([undefined, undefined])
  await admin.ok(namespaceSharePricing, { uuid: place, second_opinion_share: 1, second_opinion_config })
  expect(await asked()).toEqual([1, second_opinion_config])
  await admin.ok(namespaceSharePricing, { uuid: place, pricing: { ANY: 900 }, share_charge_by_modality: 1 })
  expect(await asked()).toEqual([1, second_opinion_config])
})
