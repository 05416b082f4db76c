import { randomUUID } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import {
  accountSamlRoleList,
  accountSamlRoleSet,
  accountSsoGet,
  accountSsoSamlSet,
  accountSsoTest,
} from '#contract/account_sso.ts'
import { accountUserGet, accountUserSet } from '#contract/account_user.ts'
import { groupAdd } from '#contract/group.ts'
import { sessionLogin, sessionSaml } from '#contract/session.ts'
import { userEvent } from '#contract/user_account.ts'
import { accountVanityAdd } from '#contract/vanity.ts'
import type { NewAccount } from '../../tenancy/account.ts'
import {
  type Assertion,
  bareCertificate,
  identityMetadata,
  type Keys,
  samlResponse,
  selfSigned,
  serveText,
} from '../../testing/saml_provider.ts'
import { PASSWORD, type Person, testServer } from '../../testing/server.ts'

const PUBLIC = 'http://collimate.test'
const ISSUER = 'https://idp.example/entity'
const ENTRY = 'https://idp.example/sso'
const server = testServer({ COLLIMATE_PUBLIC_URL: PUBLIC, COLLIMATE_INTERNAL_NETWORKS: '127.0.0.0/8' })
const keys = selfSigned()
let metadata: Awaited<ReturnType<typeof serveText>>
beforeAll(async () => {
  metadata = await serveText(identityMetadata(ISSUER, ENTRY, keys))
})
afterAll(() => metadata.close())

interface Hospital {
  account: NewAccount
  admin: Person
  sysadmin: Person
  vanity: string
  own: { entity_id: string; acs_url: string }
}

async function hospital(): Promise<Hospital> {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const sysadmin = await server.person(account, 'admin', { sysadmin: true })
  const vanity = `h${randomUUID().slice(0, 8)}`
  await admin.ok(accountVanityAdd, { account_id: account.uuid, vanity })
  await admin.ok(accountSsoSamlSet, { account_id: account.uuid, enabled: 1, metadata_url: metadata.url })
  const { saml } = await admin.ok(accountSsoGet, { account_id: account.uuid })
  expect(saml).toMatchObject({ issuer: ISSUER, entry_point: ENTRY, certificates: [bareCertificate(keys)] })
  return { account, admin, sysadmin, vanity, own: saml }
}

/** Leaves for the identity provider: the request's id, and the cookie of the browser. */
async function leave(vanity: string): Promise<{ id: string; cookie: string }> {
  const left = await server.app.inject({ url: `/api/v3/session/saml/start?vanity=${vanity}` })
  expect(left.statusCode).toBe(302)
  const to = new URL(String(left.headers.location))
  expect(`${to.origin}${to.pathname}`).toBe(ENTRY)
  const request = inflateRawSync(Buffer.from(to.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
  const cookie = left.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  return { id: /ID="([^"]+)"/.exec(request)?.[1] ?? '', cookie }
}

const ada = () => ({ email: `${randomUUID()}@hospital.example`, givenName: 'Ada', sn: 'Lovelace' })
const assertion = (own: Hospital['own'], id: string, more: Partial<Assertion> = {}): Assertion => ({
  issuer: ISSUER,
  audience: own.entity_id,
  recipient: own.acs_url,
  inResponseTo: id,
  nameID: randomUUID(),
  attributes: ada(),
  ...more,
})

/** Posts an answer as the browser does; the code that it is sent on with, or nothing when it was refused. */
async function post(own: Hospital['own'], SAMLResponse: string): Promise<string | undefined> {
  const answer = await server.app.inject({
    method: 'POST',
    url: own.acs_url.slice(PUBLIC.length),
    payload: { SAMLResponse },
  })
  expect(answer.statusCode).toBe(303)
  const to = new URL(String(answer.headers.location))
  expect(`${to.origin}${to.pathname}`).toBe(`${PUBLIC}/signin/saml`)
  return to.searchParams.get('code') ?? undefined
}

const redeem = (code: string, cookie: string) =>
  server.call(sessionSaml, { code }, { request: { headers: { cookie } } })

async function signIn({ vanity, own }: Hospital, more: Partial<Assertion> = {}, by: Keys = keys) {
  const { id, cookie } = await leave(vanity)
  const code = await post(own, await samlResponse(by, assertion(own, id, more)))
  return redeem(code ?? 'none', cookie)
}

test('a signed assertion opens a session of a new member, in the browser that asked alone', async () => {
  const { vanity, own, account, admin } = await hospital()
  const { id, cookie } = await leave(vanity)
  const code = (await post(own, await samlResponse(keys, assertion(own, id)))) ?? ''
  expect((await redeem(code, '')).body.error_type).toBe('INVALID_CODE')
  expect((await redeem('guess', cookie)).body.error_type).toBe('INVALID_CODE')
  const { body } = await redeem(code, cookie)
  expect(body).toMatchObject({ status: 'OK', name: 'Ada Lovelace', new_user: 1 })
  expect((await redeem(code, cookie)).body.error_type).toBe('INVALID_CODE')
  const member = await admin.ok(accountUserGet, { uuid: account.uuid, user_id: body.uuid ?? '' })
  expect(member.user_name).toBe('Ada Lovelace')
})

test('the same person comes back by the name that the provider gave them', async () => {
  const place = await hospital()
  const first = await signIn(place, { nameID: 'ada-1' })
  const again = await signIn(place, { nameID: 'ada-1' })
  expect(again.body).toMatchObject({ uuid: first.body.uuid, new_user: 0 })
})

test('what is not signed by the provider, or was meant for others or other times, is refused', async () => {
  const { vanity, own } = await hospital()
  const refused = async (response: (id: string) => Promise<string>) => {
    const { id } = await leave(vanity)
    expect(await post(own, await response(id))).toBeUndefined()
  }
  const other = selfSigned()
  const tampered = async (id: string) => {
    const xml = Buffer.from(await samlResponse(keys, assertion(own, id)), 'base64').toString()
    return Buffer.from(xml.replace('Lovelace', 'Somebody')).toString('base64')
  }
  const say =
    (more: Partial<Assertion>, by = keys) =>
    (id: string) =>
      samlResponse(by, assertion(own, id, more))
  await refused(tampered)
  await refused(say({}, other))
  await refused(say({ signAssertion: false }))
  await refused(say({ lifetimeInSeconds: -300 }))
  await refused(say({ audience: 'https://somebody.example/else' }))
  await refused(say({ issuer: 'https://other.example/entity' }))
  await refused(say({ recipient: 'https://somebody.example/acs' }))
  await refused(say({ inResponseTo: '_never-sent' }))
  await refused(async () => 'no XML')
})

test('an assertion is used once, even for another request that is still open', async () => {
  const { vanity, own } = await hospital()
  const [one, two] = [await leave(vanity), await leave(vanity)]
  const response = await samlResponse(keys, assertion(own, one.id))
  expect(await post(own, response)).toBeDefined()
  expect(await post(own, response)).toBeUndefined()
  const moved = Buffer.from(response, 'base64').toString().replace(one.id, two.id)
  expect(await post(own, Buffer.from(moved).toString('base64'))).toBeUndefined()
})

test('an answer for one account opens no other, even by the same provider', async () => {
  const [one, two] = [await hospital(), await hospital()]
  const { id } = await leave(one.vanity)
  expect(await post(two.own, await samlResponse(keys, assertion(two.own, id)))).toBeUndefined()
})

test('our metadata name the account’s addresses, and what is not set up is said', async () => {
  const { own, account, admin, vanity } = await hospital()
  const { body } = await server.app.inject({ url: own.entity_id.slice(PUBLIC.length) })
  expect(body).toContain(`entityID="${own.entity_id}"`)
  expect(body).toContain(`Location="${own.acs_url}"`)
  expect(body).toContain('WantAssertionsSigned="true"')
  const { found } = await admin.ok(accountSsoTest, { account_id: account.uuid, kind: 'saml' })
  expect(found).toContainEqual({ name: 'issuer', value: ISSUER })
  await admin.ok(accountSsoSamlSet, { account_id: account.uuid, issuer: 'https://moved.example' })
  expect(await admin.refused(accountSsoTest, { account_id: account.uuid, kind: 'saml' })).toBe(
    'PROVIDER_UNREACHABLE',
  )
  const set = (params: {
    metadata?: string
    metadata_url?: string
    certificates?: string[]
    issuer?: string
  }) => admin.refused(accountSsoSamlSet, { account_id: account.uuid, ...params })
  expect(await set({ metadata: '<x/>' })).toBe('INVALID_METADATA')
  expect(await set({ metadata_url: 'http://127.0.0.1:1/' })).toBe('PROVIDER_UNREACHABLE')
  expect(await set({ metadata_url: 'ftp://idp.example' })).toBe('INVALID_URL')
  expect(await set({ certificates: ['MA=='] })).toBe('INVALID_CERTIFICATE')
  expect(await set({ issuer: '' })).toBe('INCOMPLETE')
  await admin.ok(accountSsoSamlSet, { account_id: account.uuid, enabled: 0 })
  const start = await server.app.inject({ url: `/api/v3/session/saml/start?vanity=${vanity}` })
  expect(start.json().error_type).toBe('NO_SAML')
})

test('role mappings decide who comes in, as what, and where', async () => {
  const place = await hospital()
  const { account, admin, sysadmin } = place
  const { uuid: account_id, roles } = account
  const group = await admin.ok(groupAdd, { account_id, name: 'Readers' })
  const second = await admin.ok(groupAdd, { account_id, name: 'Others' })
  const map = (saml_role: string, params: Record<string, string | number>) =>
    sysadmin.ok(accountSamlRoleSet, { account_id, saml_role, role_id: roles.user, ...params })
  await map('CN=Admins', { namespace_id: account.namespace_id, role_id: roles.admin, sequence: 1 })
  await map('CN=Staff', { namespace_id: account.namespace_id, sequence: 2 })
  await map('CN=Staff', { namespace_id: group.namespace_id, event_upload: 1 })
  const come = (role: string | string[], nameID: string = randomUUID()) =>
    signIn(place, { nameID, attributes: { ...ada(), role } })
  const member = async (user_id = '') => admin.ok(accountUserGet, { uuid: account_id, user_id })

  expect((await come('CN=Visitors')).body).toMatchObject({
    error_type: 'AUTH_FAILED',
    error_subtype: 'NO_ROLE',
  })
  const both = await come('CN=Staff,OU=x,CN=Admins', 'ada')
  expect(await member(both.body.uuid)).toMatchObject({
    role_id: roles.admin,
    groups: [{ uuid: group.uuid }],
    external_roles: ['CN=Staff', 'OU=x', 'CN=Admins'],
  })
  const events = await sysadmin.ok(userEvent, {
    namespace_id: group.namespace_id,
    uuid: both.body.uuid ?? '',
  })
  expect(events).toMatchObject({ event_upload: 1 })
  await come(['CN=Admins'], 'ada')
  expect(await member(both.body.uuid)).toMatchObject({ role_id: roles.admin, groups: [] })

  await map('__ANY__', { for_group: 1, sequence: 9 })
  const anyone = await come('CN=Visitors')
  const { groups } = await member(anyone.body.uuid)
  expect(groups.map(({ uuid }) => uuid).sort()).toEqual([group.uuid, second.uuid].sort())

  await admin.ok(accountSet, { uuid: account_id, settings: { saml_sync_on_create_only: 1 } })
  await come('CN=Staff', 'ada')
  expect((await member(both.body.uuid)).role_id).toBe(roles.admin)
})

test('roles that an account keeps of a member take effect when they sign in', async () => {
  const { account, admin, sysadmin } = await hospital()
  const { uuid: account_id, roles } = account
  const person = await server.person(account)
  const mapping = { account_id, saml_role: 'lead', namespace_id: account.namespace_id, role_id: roles.admin }
  await sysadmin.ok(accountSamlRoleSet, mapping)
  await admin.ok(accountUserSet, { uuid: account_id, user_id: person.user_id, external_roles: ['lead'] })
  const roleAfterLogin = async () => {
    await server.call(sessionLogin, { login: person.email, password: PASSWORD })
    return (await admin.ok(accountUserGet, { uuid: account_id, user_id: person.user_id })).role_id
  }
  expect(await roleAfterLogin()).toBe(roles.user)
  const set = (sync: object) =>
    admin.ok(accountSet, { uuid: account_id, settings: { sync_external_roles_on_login: sync } })
  await set({ enable: 1, dont_sync_account_membership: 1 })
  expect(await roleAfterLogin()).toBe(roles.user)
  await set({ enable: 1 })
  expect(await roleAfterLogin()).toBe(roles.admin)
})

test('mappings are the sysadmin’s to make, fit their places, and are one a role and place', async () => {
  const { account, sysadmin } = await hospital()
  const { uuid: account_id, roles, namespace_id } = account
  const user = await server.person(account)
  const mapping = { account_id, saml_role: 'r', role_id: roles.user }
  expect(await user.refused(accountSamlRoleSet, { ...mapping, namespace_id })).toBe('NOT_SYSADMIN_OR_SUPPORT')
  expect(await user.refused(accountSamlRoleList, { account_id })).toBe('NOT_SYSADMIN_OR_SUPPORT')
  const stranger = await server.person(await server.account())
  expect(await stranger.refused(accountSamlRoleList, { account_id })).toBe('NOT_FOUND')
  await sysadmin.ok(accountSamlRoleSet, { ...mapping, namespace_id, event_share: 0, sequence: 3 })
  await sysadmin.ok(accountSamlRoleSet, { ...mapping, namespace_id, role_id: roles.admin })
  const { roles: list } = await sysadmin.ok(accountSamlRoleList, { account_id })
  expect(list).toMatchObject([{ saml_role: 'r', role_id: roles.admin, event_share: 0, sequence: 3 }])
  expect(await sysadmin.refused(accountSamlRoleSet, mapping)).toBe('MISSING_FIELDS')
  const other = await server.account()
  expect(await sysadmin.refused(accountSamlRoleSet, { ...mapping, namespace_id: other.namespace_id })).toBe(
    'NOT_FOUND',
  )
  expect(
    await sysadmin.refused(accountSamlRoleSet, { ...mapping, role_id: other.roles.user, for_group: 1 }),
  ).toBe('NOT_FOUND')
  await server.services.db
    .updateTable('role')
    .set({ for_group: false })
    .where('uuid', '=', roles.user)
    .execute()
  expect(await sysadmin.refused(accountSamlRoleSet, { ...mapping, for_group: 1 })).toBe(
    'ROLE_NAMESPACE_MISMATCH',
  )
  await sysadmin.ok(accountSamlRoleSet, { account_id, saml_role: 'r', namespace_id, delete: 1 })
  expect((await sysadmin.ok(accountSamlRoleList, { account_id })).roles).toEqual([])
  expect(
    await sysadmin.refused(accountSamlRoleSet, { account_id, saml_role: 'r', namespace_id, delete: 1 }),
  ).toBe('NOT_FOUND')
})
