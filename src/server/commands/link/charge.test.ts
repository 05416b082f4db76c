import { expect, test } from 'vitest'
import { accountConnect, accountGet, accountSet } from '#contract/account.ts'
import { linkAdd, linkCharge, linkSession, linkStatus } from '#contract/link.ts'
import { testServer } from '../../testing/server.ts'
import { stripeApi } from '../../testing/stripe_api.ts'

const { environment, asked } = stripeApi()
const server = testServer({ ...environment, COLLIMATE_STRIPE_PUBLISHABLE_KEY: 'pk_test_1' })

async function clinic() {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  await admin.ok(accountSet, { uuid: account.uuid, settings: { enable_credit_card_processor: 1 } })
  return { account, admin }
}

const paidLink = (namespace_id: string, more: object = {}) => ({
  namespace_id,
  action: 'STUDY_UPLOAD',
  charge_amount: 2500,
  charge_currency: 'USD',
  charge_description: 'Second opinion',
  skip_email_prompt: 1 as const,
  ...more,
})

test('an account is connected by the code of its owner, and by no other', async () => {
  const { account, admin } = await clinic()
  const { uuid } = account
  expect((await admin.ok(accountGet, { uuid })).connected).toBe(0)
  expect(await admin.refused(accountConnect, { uuid, code: 'bad' })).toBe('TOKEN_FAILED')
  await admin.ok(accountConnect, { uuid, code: 'good' })
  expect(asked.at(-1)).toMatchObject({ path: '/oauth/token', form: { grant_type: 'authorization_code' } })
  expect((await admin.ok(accountGet, { uuid })).connected).toBe(1)
  expect(await (await server.person(account)).refused(accountConnect, { uuid, code: 'good' })).toBe(
    'NOT_PERMITTED',
  )
})

test('a link with an amount is made where the account can be paid, and names what is wrong', async () => {
  const { account, admin } = await clinic()
  const add = async (more: object = {}) => {
    const { body } = await admin.call(linkAdd, paidLink(account.namespace_id, more))
    return body.error_type ? [body.error_type, body.error_subtype] : 'OK'
  }
  expect(await add()).toEqual(['INVALID_CHARGE', 'NOT_CONNECTED'])
  await admin.ok(accountConnect, { uuid: account.uuid, code: 'good' })
  expect(await add({ charge_amount: 49 })).toEqual(['INVALID_CHARGE', 'INVALID_AMOUNT'])
  expect(await add({ charge_currency: 'coins' })).toEqual(['INVALID_CHARGE', 'INVALID_CURRENCY'])
  expect(await add()).toBe('OK')
  await admin.ok(accountSet, { uuid: account.uuid, settings: { enable_credit_card_processor: 0 } })
  expect(await add()).toEqual(['INVALID_CHARGE', 'NOT_ENABLED'])
})

test('a paid link opens for its charge alone, and a card is charged once', async () => {
  const { account, admin } = await clinic()
  await admin.ok(accountConnect, { uuid: account.uuid, code: 'good' })
  const { uuid } = await admin.ok(linkAdd, paidLink(account.namespace_id))
  const other = await admin.ok(linkAdd, paidLink(account.namespace_id))
  expect((await server.call(linkStatus, { uuid })).body).toMatchObject({
    charge_amount: 2500,
    charge_currency: 'USD',
    charge_description: 'Second opinion',
    payment_processor: { name: 'stripe', account: 'acct_clinic', publishable_key: 'pk_test_1' },
  })
  const open = (link_charge_id?: string) =>
    server.call(linkSession, { uuid, ...(link_charge_id ? { link_charge_id } : {}) })
  expect((await open()).body.error_type).toBe('CHARGE_REQUIRED')

  const declined = await server.call(linkCharge, { uuid, charge_token: 'tok_declined' })
  expect(declined.body).toMatchObject({ error_type: 'CHARGE_FAILED', error_subtype: 'stolen_card' })
  const charged = await server.call(linkCharge, { uuid, charge_token: 'tok_visa' })
  const charge = asked.at(-1)
  expect(charge).toMatchObject({
    path: '/v1/charges',
    form: { amount: '2500', currency: 'usd', source: 'tok_visa', description: 'Second opinion' },
    headers: { 'stripe-account': 'acct_clinic' },
  })
  const again = await server.call(linkCharge, { uuid, charge_token: 'tok_visa' })
  expect(again.body.uuid).toBe(charged.body.uuid)

  const elsewhere = await server.call(linkCharge, { uuid: other.uuid, charge_token: 'tok_other' })
  expect((await open(elsewhere.body.uuid)).body.error_type).toBe('CHARGE_REQUIRED')
  expect((await open(charged.body.uuid)).code).toBe(200)
  const redirect = (query: string) =>
    server.app.inject({ url: `/api/v3/link/redirect?uuid=${uuid}&${query}` })
  expect((await redirect('')).json().error_type).toBe('CHARGE_REQUIRED')
  expect((await redirect(`link_charge_id=${charged.body.uuid}`)).headers.location).toBe('/guest/upload')
})

test('a link that costs nothing, or is not there, is not charged', async () => {
  const { account, admin } = await clinic()
  const free = await admin.ok(linkAdd, { namespace_id: account.namespace_id, action: 'STUDY_UPLOAD' })
  const charge = (uuid: string) => server.call(linkCharge, { uuid, charge_token: 'tok_visa' })
  expect((await charge(free.uuid)).body).toMatchObject({
    error_type: 'CHARGE_FAILED',
    error_subtype: 'NO_CHARGE',
  })
  expect((await charge(account.uuid)).body.error_type).toBe('NOT_FOUND')
  expect(asked).toEqual([])
})
