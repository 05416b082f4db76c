import sharp from 'sharp'
import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { accountUserAdd, accountUserGet } from '#contract/account_user.ts'
import { activityDelete, activityGet, activityList, activityListCount } from '#contract/activity.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import { userJoin } from '#contract/user_account.ts'
import { userJoinAnswer, userJoinList, userJoinRequest, userSignature } from '#contract/user_join.ts'
import { accountVanityAdd } from '#contract/vanity.ts'
import { notify } from '../../jobs/notify.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()

async function open(settings: Record<string, unknown> = {}) {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  await admin.ok(accountSet, { uuid: account.uuid, can_request: 1, settings })
  return { account, admin }
}

const asked = async (admin: Person, account_id: string) =>
  (await admin.ok(activityList, { account_id, 'filter.type.equals': 'JOIN_REQUEST' })).activities

const mailsTo = async (recipient: string) =>
  server.services.db.selectFrom('mail').selectAll().where('recipient', '=', recipient).execute()

test('people see the accounts that they can ask to join, and no others', async () => {
  const { account } = await open()
  const closed = await server.account()
  const person = await server.person()
  const { accounts } = await person.ok(userJoinList, { 'filter.uuid.equals': account.uuid })
  expect(accounts).toMatchObject([{ uuid: account.uuid }])
  expect((await person.ok(userJoinList, { 'filter.uuid.equals': closed.uuid })).accounts).toEqual([])
  expect(await person.refused(userJoinRequest, { account_id: closed.uuid })).toBe('NOT_FOUND')
  const member = await server.person(account)
  expect((await member.ok(userJoinList, { 'filter.uuid.equals': account.uuid })).accounts).toEqual([])
  expect(await member.refused(userJoinRequest, { account_id: account.uuid })).toBe('ALREADY_MEMBER')
})

test('a request waits in the inbox of whoever edits members, counted, until one of them accepts', async () => {
  const { account, admin } = await open()
  const person = await server.person()
  await person.ok(userJoinRequest, { account_id: account.uuid })
  await person.ok(userJoinRequest, { account_id: account.uuid })
  const [activity, ...others] = await asked(admin, account.uuid)
  expect(others).toEqual([])
  expect(activity).toMatchObject({ type: 'JOIN_REQUEST', user_id: person.user_id, user_email: person.email })
  const uuid = activity?.uuid ?? ''
  expect((await admin.ok(activityGet, { uuid })).type).toBe('JOIN_REQUEST')
  const count = () => admin.ok(activityListCount, { account_id: account.uuid })
  expect((await count()).count).toBe(1)
  const user = await server.person(account)
  expect(await asked(user, account.uuid)).toEqual([])
  expect(await user.refused(userJoinAnswer, { uuid, accept: 1 })).toBe('NOT_PERMITTED')
  const other = await server.account()
  const role_id = other.roles.user
  expect(await admin.refused(userJoinAnswer, { uuid, accept: 1, role_id })).toBe('ROLE_NOT_FOUND')
  await admin.ok(userJoinAnswer, { uuid, accept: 1, role_id: account.roles.user })
  const member = await admin.ok(accountUserGet, { uuid: account.uuid, user_id: person.user_id })
  expect(member.role_id).toBe(account.roles.user)
  expect((await count()).count).toBe(0)
  expect((await mailsTo(person.email)).at(-1)?.subject).toMatch(/^You are a member of/)
  expect(await admin.refused(userJoinAnswer, { uuid, accept: 1 })).toBe('NOT_FOUND')
})

test('who is turned away is told why, and may ask again; adding a member answers their request', async () => {
  const { account, admin } = await open()
  const person = await server.person()
  await person.ok(userJoinRequest, { account_id: account.uuid })
  const first = (await asked(admin, account.uuid))[0]?.uuid ?? ''
  await admin.ok(userJoinAnswer, { uuid: first, accept: 0, message: 'Ask your own clinic' })
  expect((await mailsTo(person.email)).at(-1)?.body_text).toContain('Ask your own clinic')
  await person.ok(userJoinRequest, { account_id: account.uuid })
  const second = (await asked(admin, account.uuid))[0]?.uuid ?? ''
  await admin.ok(activityDelete, { uuid: second })
  expect(await asked(admin, account.uuid)).toEqual([])
  const colleague = await server.person(account, 'admin')
  expect(await asked(colleague, account.uuid)).toHaveLength(1)
  await admin.ok(accountUserAdd, { uuid: account.uuid, user_id: person.user_id })
  expect(await asked(colleague, account.uuid)).toEqual([])
})

test('who wants to know of requests is mailed', async () => {
  const { account, admin } = await open()
  await server.services.db
    .updateTable('user_account')
    .set({ events: JSON.stringify({ event_join: 1 }) })
    .where('user_id', '=', admin.user_id)
    .execute()
  const person = await server.person()
  await person.ok(userJoinRequest, { account_id: account.uuid })
  await notify.run(server.services, {
    namespace_id: account.namespace_id,
    kind: 'event_join',
    wording: 'joinRequested',
    values: { name: person.name },
    path: '/inbox',
    by: person.user_id,
  })
  expect((await mailsTo(admin.email)).at(-1)?.subject).toContain('asks to join')
})

test('registering under a vanity asks to join by itself, with what the account wants to know', async () => {
  const { account, admin } = await open({ request_join_on_vanity_registration: 1 })
  const field = await admin.ok(customfieldAdd, {
    account_id: account.uuid,
    name: 'Ward',
    object: 'User_account',
  })
  await admin.ok(accountSet, {
    uuid: account.uuid,
    settings: { vanity_registration_customfields: field.uuid },
  })
  const vanity = `v${account.uuid.slice(-8)}`
  await admin.ok(accountVanityAdd, { account_id: account.uuid, vanity })
  const person = {
    first: 'New',
    last: 'Comer',
    email: `new-${vanity}@example.org`,
    password: 'correct-horse-42',
  }
  const joined = await server.call(
    userJoin,
    { ...person, [`customfield-${field.uuid}`]: 'North' },
    { request: { headers: { host: `${vanity}.example.org` } } },
  )
  expect(joined.code).toBe(200)
  expect(await asked(admin, account.uuid)).toMatchObject([
    { user_name: 'New Comer', customfields: [{ uuid: field.uuid, name: 'Ward', value: 'North' }] },
  ])
})

test('a signature is a picture of one’s own, and goes with an empty one', async () => {
  const person = await server.person()
  expect((await person.ok(userSignature, {})).signature).toBeNull()
  const png = await sharp({ create: { width: 4, height: 2, channels: 3, background: 'black' } })
    .png()
    .toBuffer()
  const signature = png.toString('base64')
  expect((await person.ok(userSignature, { signature })).signature).toBe(signature)
  expect(
    (await person.ok(userSignature, { signature: `data:image/png;base64,${signature}` })).signature,
  ).toBe(signature)
  expect((await person.ok(userSignature, {})).signature).toBe(signature)
  for (const wrong of ['no Base64!', '1', Buffer.from('<svg/>').toString('base64'), `${'A'.repeat(800_000)}`])
    expect(await person.refused(userSignature, { signature: wrong })).toBe('INVALID_SIGNATURE')
  expect((await person.ok(userSignature, { signature: '' })).signature).toBeNull()
})
