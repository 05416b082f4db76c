import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { accountSsoGet, accountSsoOidcSet, accountSsoTest } from '#contract/account_sso.ts'
import { accountUserSet } from '#contract/account_user.ts'
import {
  sessionLogin,
  sessionOauth,
  sessionOauthLink,
  sessionProviders,
  sessionUser,
} from '#contract/session.ts'
import { accountVanityAdd } from '#contract/vanity.ts'
import type { NewAccount } from '../../tenancy/account.ts'
import {
  OPENID_CLIENT,
  type OpenidPerson,
  type OpenidProvider,
  startOpenidProvider,
  walkThrough,
} from '../../testing/openid_provider.ts'
import { PASSWORD, type Person, testServer } from '../../testing/server.ts'

const PUBLIC = 'http://collimate.test'
const RETURN = `${PUBLIC}/signin/oauth`
/** The configuration names it before it listens. */
const GOOGLE_PORT = 20_000 + Math.floor(Math.random() * 10_000)
const server = testServer({
  COLLIMATE_PUBLIC_URL: PUBLIC,
  COLLIMATE_GOOGLE_CLIENT_ID: OPENID_CLIENT.client_id,
  COLLIMATE_GOOGLE_CLIENT_SECRET: OPENID_CLIENT.client_secret,
  COLLIMATE_INTERNAL_NETWORKS: '127.0.0.0/8',
  COLLIMATE_GOOGLE_ISSUER: `http://127.0.0.1:${GOOGLE_PORT}`,
})
let provider: OpenidProvider
let google: OpenidProvider
beforeAll(async () => {
  provider = await startOpenidProvider([RETURN])
  google = await startOpenidProvider([RETURN], GOOGLE_PORT)
})
afterAll(async () => {
  await provider.close()
  await google.close()
})

interface Hospital {
  account: NewAccount
  admin: Person
  vanity: string
}

async function hospital(settings: Record<string, string | number> = {}): Promise<Hospital> {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const vanity = `h${randomUUID().slice(0, 8)}`
  await admin.ok(accountVanityAdd, { account_id: account.uuid, vanity })
  await admin.ok(accountSsoOidcSet, {
    account_id: account.uuid,
    enabled: 1,
    label: 'Hospital',
    issuer: provider.issuer,
    ...OPENID_CLIENT,
    ...settings,
  })
  return { account, admin, vanity }
}

const somebody = (more: Partial<OpenidPerson> = {}): OpenidPerson => ({
  sub: randomUUID(),
  email: `${randomUUID()}@hospital.example`,
  given_name: 'Ada',
  family_name: 'Lovelace',
  ...more,
})

interface Trip {
  params: { code: string; state: string; iss: string; vendor: string; redirect_uri: string }
  cookie: string
}

/** Leaves for the provider and comes back with a code, as a browser does. */
async function travel(vanity: string, who: OpenidPerson, vendor = 'brand'): Promise<Trip> {
  for (const one of [provider, google]) one.signsIn(who)
  const left = await server.app.inject({
    url: `/api/v3/session/oauth/start?vanity=${vanity}&vendor=${vendor}`,
  })
  expect(left.statusCode).toBe(302)
  const cookie = left.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const back = await walkThrough(String(left.headers.location))
  const { code = '', state = '', iss = '' } = Object.fromEntries(back.searchParams)
  return { params: { code, state, iss, vendor, redirect_uri: RETURN }, cookie }
}

const redeem = ({ params, cookie }: Trip, headers: Record<string, string> = {}) =>
  server.call(sessionOauth, params, { request: { headers: { cookie, ...headers } } })

const signIn = async (vanity: string, who: OpenidPerson, vendor?: string) =>
  redeem(await travel(vanity, who, vendor))

test('a newcomer is made a user and a member, and comes back as the same user', async () => {
  const { account, admin, vanity } = await hospital()
  const who = somebody()
  const first = await signIn(vanity, who)
  expect(first.body).toMatchObject({ status: 'OK', name: 'Ada Lovelace', new_user: 1 })
  const { body } = await server.call(sessionUser, {}, { sid: first.body.sid ?? '' })
  expect(body).toMatchObject({ email: who.email })
  expect(body.namespaces?.map(({ uuid }) => uuid)).toContain(account.namespace_id)
  const again = await signIn(vanity, { ...who, email: 'renamed@hospital.example' })
  expect(again.body).toMatchObject({ uuid: first.body.uuid, new_user: 0 })
  await admin.ok(accountSsoOidcSet, { account_id: account.uuid, create_users: 0 })
  expect((await signIn(vanity, somebody())).body).toMatchObject({
    error_type: 'AUTH_FAILED',
    error_subtype: 'UNKNOWN_USER',
  })
})

test('our own page gets the session as a cookie, and never in an answer', async () => {
  const { vanity } = await hospital()
  const { params, cookie } = await travel(vanity, somebody())
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/v3/session/oauth',
    headers: { cookie, 'x-collimate-web': '1' },
    payload: params,
  })
  expect(answer.json().sid).toBe('')
  expect(answer.cookies.find(({ name }) => name === 'collimate_sid')).toMatchObject({ httpOnly: true })
})

test('a code is good once, in the browser that asked for it, with its state and address', async () => {
  const { vanity } = await hospital()
  const trip = await travel(vanity, somebody())
  expect((await redeem({ ...trip, cookie: '' })).body.error_type).toBe('INVALID_CODE')
  const other = await travel(vanity, somebody())
  expect((await redeem({ ...trip, cookie: other.cookie })).body.error_type).toBe('INVALID_CODE')
  expect((await redeem(trip)).code).toBe(200)
  expect((await redeem(trip)).body.error_type).toBe('INVALID_CODE')
  const moved = await travel(vanity, somebody())
  moved.params.redirect_uri = `${PUBLIC}/elsewhere`
  expect((await redeem(moved)).body.error_type).toBe('INVALID_CODE')
  const wrong = await travel(vanity, somebody())
  wrong.params.code = 'guess'
  expect((await redeem(wrong)).body.error_type).toBe('INVALID_CODE')
})

test('what is not set up is said', async () => {
  const { account, admin, vanity } = await hospital()
  const start = (query: string) => server.app.inject({ url: `/api/v3/session/oauth/start${query}` })
  expect((await start('')).json().error_type).toBe('NO_OAUTH')
  expect((await start(`?vanity=${vanity}&vendor=google`)).json().error_type).toBe('NO_OAUTH')
  const vendor = await server.call(sessionOauth, { code: 'x', vendor: 'other', redirect_uri: RETURN })
  expect(vendor.body.error_type).toBe('INVALID_VENDOR')
  await admin.ok(accountSsoOidcSet, { account_id: account.uuid, issuer: 'http://127.0.0.1:1' })
  expect((await start(`?vanity=${vanity}`)).json()).toMatchObject({
    error_type: 'NO_OAUTH',
    error_subtype: 'PROVIDER_UNREACHABLE',
  })
  await admin.ok(accountSsoOidcSet, { account_id: account.uuid, enabled: 0 })
  expect((await start(`?vanity=${vanity}`)).json().error_type).toBe('NO_OAUTH')
  expect((await server.app.inject({ url: '/api/v3/session/oauth' })).json()).toMatchObject({
    error_type: 'MISSING_FIELDS',
    error_subtype: ['code', 'vendor', 'redirect_uri'],
  })
})

test('a provider that leaves out who it is, or has not verified the address, opens nothing', async () => {
  const { vanity } = await hospital()
  const { email: _, ...nameless } = somebody()
  expect((await signIn(vanity, nameless)).body.error_type).toBe('MISSING_INFORMATION')
  const unproven = await signIn(vanity, somebody({ email_verified: false }))
  expect(unproven.body).toMatchObject({ error_type: 'AUTH_FAILED', error_subtype: 'EMAIL_NOT_VERIFIED' })
})

test('a provider opens no user who belongs to more than its account, until they prove who they are', async () => {
  const { account, vanity } = await hospital()
  const other = await server.account()
  const own = await server.person(account)
  expect((await signIn(vanity, somebody({ email: own.email }))).body).toMatchObject({
    uuid: own.user_id,
    new_user: 0,
  })
  for (const person of [
    await server.person(other),
    await server.person(),
    await server.person(account, 'admin', { sysadmin: true }),
  ])
    expect((await signIn(vanity, somebody({ email: person.email }))).body).toMatchObject({
      error_type: 'AUTH_FAILED',
      error_subtype: 'LINK_REQUIRED',
    })
  const person = await server.person(other)
  const who = somebody({ email: person.email })
  const refused = await server.app.inject({
    method: 'POST',
    url: '/api/v3/session/oauth',
    headers: { cookie: (await travel(vanity, who)).cookie },
    payload: {},
  })
  expect(refused.json().error_type).toBe('MISSING_FIELDS')
  const trip = await travel(vanity, who)
  const answer = await server.app.inject({
    method: 'POST',
    url: '/api/v3/session/oauth',
    headers: { cookie: trip.cookie },
    payload: trip.params,
  })
  const kept = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const link = (sid: string, cookie: string) =>
    server.call(sessionOauthLink, {}, { sid, request: { headers: { cookie } } })
  expect((await link(person.sid, 'collimate_signin=guess')).body.error_type).toBe('NOT_FOUND')
  expect((await link(person.sid, kept)).code).toBe(200)
  expect((await link(person.sid, kept)).body.error_type).toBe('NOT_FOUND')
  expect((await signIn(vanity, who)).body.uuid).toBe(person.user_id)
})

test('Google opens whom it has verified, where the account lets it, and another vendor is refused', async () => {
  const { account, admin, vanity } = await hospital()
  await admin.ok(accountSet, { uuid: account.uuid, settings: { enable_google_auth: 1 } })
  const member = await server.person(account)
  const unproven = await signIn(vanity, somebody({ email: member.email }), 'google')
  expect(unproven.body.error_subtype).toBe('LINK_REQUIRED')
  const google = await signIn(vanity, somebody({ email: member.email, email_verified: true }), 'google')
  expect(google.body.uuid).toBe(member.user_id)
  expect((await signIn(vanity, somebody({ email: member.email }))).body.error_type).toBe('OTHER_OAUTH')
  expect((await signIn(vanity, somebody({ email_verified: true }), 'google')).body.error_subtype).toBe(
    'UNKNOWN_USER',
  )
  const offered = await server.call(sessionProviders, { vanity })
  expect(offered.body).toMatchObject({ oidc: { label: 'Hospital' }, google: 1, saml: null })
})

test('who is disabled, or comes from elsewhere than the account lets them, stays outside', async () => {
  const { account, admin, vanity } = await hospital()
  const who = somebody()
  const { uuid = '' } = (await signIn(vanity, who)).body
  await admin.ok(accountSet, { uuid: account.uuid, settings: { ip_whitelist: '195.114.80/24' } })
  expect((await signIn(vanity, who)).body.error_subtype).toBe('WHITELIST_LOCKOUT')
  await admin.ok(accountSet, { uuid: account.uuid, settings: { ip_whitelist: '10.0.0.1,127.0.0/24' } })
  expect((await signIn(vanity, who)).code).toBe(200)
  await server.services.db.updateTable('user').set({ disabled: true }).where('uuid', '=', uuid).execute()
  expect((await signIn(vanity, who)).body.error_subtype).toBe('DISABLED')
})

test('a second factor is asked for where the provider’s settings say so', async () => {
  const { vanity } = await hospital({ second_factor: 1 })
  const { body } = await signIn(vanity, somebody())
  expect(body).toMatchObject({ pin_required: 1, pin_via: 'EMAIL' })
  expect((await server.call(sessionUser, {}, { sid: body.sid ?? '' })).code).toBe(401)
})

test('who may only come by their provider has no use of a password', async () => {
  const { account, admin, vanity } = await hospital()
  const person = await server.person(account)
  await admin.ok(accountUserSet, { uuid: account.uuid, user_id: person.user_id, sso_only: 1 })
  const login = await server.call(sessionLogin, { login: person.email, password: PASSWORD })
  expect(login.body.error_type).toBe('SSO_ONLY')
  const basic = Buffer.from(`${person.email}:${PASSWORD}`).toString('base64')
  const byBasic = await server.call(
    sessionUser,
    {},
    { request: { headers: { authorization: `Basic ${basic}` } } },
  )
  expect(byBasic.code).toBe(401)
  expect((await signIn(vanity, somebody({ email: person.email }))).body.uuid).toBe(person.user_id)
})

test('the secret of a provider is stored encrypted and never given back; a test contacts the provider', async () => {
  const { account, admin } = await hospital()
  const { oidc } = await admin.ok(accountSsoGet, { account_id: account.uuid })
  expect(oidc).toMatchObject({ has_secret: 1, enabled: 1, redirect_uri: RETURN })
  expect(JSON.stringify(oidc)).not.toContain(OPENID_CLIENT.client_secret)
  const row = await server.services.db
    .selectFrom('sign_in_provider')
    .selectAll()
    .where('account_id', '=', account.uuid)
    .executeTakeFirstOrThrow()
  expect(row.secret?.toString('latin1')).not.toContain(OPENID_CLIENT.client_secret)
  const { found } = await admin.ok(accountSsoTest, { account_id: account.uuid, kind: 'oidc' })
  expect(found).toContainEqual({ name: 'token_endpoint', value: `${provider.issuer}/token` })
  const set = (params: { issuer?: string; client_id?: string }) =>
    admin.refused(accountSsoOidcSet, { account_id: account.uuid, ...params })
  expect(await set({ issuer: 'http://idp.example' })).toBe('INVALID_URL')
  expect(await set({ client_id: '' })).toBe('INCOMPLETE')
  await admin.ok(accountSsoOidcSet, { account_id: account.uuid, issuer: 'http://127.0.0.1:1' })
  expect(await admin.refused(accountSsoTest, { account_id: account.uuid, kind: 'oidc' })).toBe(
    'PROVIDER_UNREACHABLE',
  )
  const user = await server.person(account)
  expect(await user.refused(accountSsoGet, { account_id: account.uuid })).toBe('NOT_PERMITTED')
})
