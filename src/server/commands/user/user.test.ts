import { expect, test } from 'vitest'
import { accountGet, accountList } from '#contract/account.ts'
import { groupAdd, groupUserAdd } from '#contract/group.ts'
import { sessionLogin, sessionUser } from '#contract/session.ts'
import { userGet, userNamespaceList, userSet } from '#contract/user.ts'
import { PASSWORD, testServer } from '../../testing/server.ts'

const server = testServer()

test('a user changes what is their own, and only with the right old password that', async () => {
  const person = await server.person(await server.account())
  await person.ok(userSet, {
    first: 'Ada',
    last: 'Quill',
    time_zone: 'Europe/Paris',
    alt_emails: ['ada@example.net'],
  })
  expect(await person.ok(userGet, {})).toMatchObject({
    name: 'Ada Quill',
    time_zone: 'Europe/Paris',
    alt_emails: 'ada@example.net',
  })
  expect(await person.refused(userSet, { time_zone: 'Mars/Olympus' })).toBe('INVALID_TIME_ZONE')
  expect(await person.refused(userSet, { email: 'no address' })).toBe('INVALID_EMAIL')
  expect(await person.refused(userSet, { password: 'another-horse-43', old_password: 'wrong' })).toBe(
    'INVALID_PASSWORD',
  )
  expect(await person.refused(userSet, { password: 'weak', old_password: PASSWORD })).toBe('BAD_PASSWORD')
  const elsewhere = await server.call(sessionLogin, { login: person.email, password: PASSWORD })
  await person.ok(userSet, { password: 'another-horse-43', old_password: PASSWORD })
  // The session that changed it goes on, every other one ends.
  await person.ok(sessionUser, {})
  expect((await server.call(sessionUser, {}, { sid: elsewhere.body.sid ?? '' })).code).toBe(401)
  expect(
    await person.refused(userSet, { password: 'another-horse-43', old_password: 'another-horse-43' }),
  ).toBe('BAD_PASSWORD')
})

test('an address that somebody has cannot be taken', async () => {
  const one = await server.person()
  const two = await server.person()
  expect(await one.refused(userSet, { email: two.email })).toBe('DUPLICATE_EMAIL')
  expect(await one.refused(userSet, { alt_emails: [two.email] })).toBe('INVALID_EMAIL')
})

test('an admin sees the members of the account and changes those who are in no other', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const member = await server.person(account)
  expect((await admin.ok(userGet, { uuid: member.user_id, account_id: account.uuid })).email).toBe(
    member.email,
  )
  await admin.ok(userSet, {
    uuid: member.user_id,
    account_id: account.uuid,
    first: 'New',
    email: 'ignored@example.org',
  })
  expect(await member.ok(userGet, {})).toMatchObject({ first: 'New', email: member.email })
  expect(await member.refused(userSet, { uuid: admin.user_id, account_id: account.uuid, first: 'X' })).toBe(
    'NOT_PERMITTED',
  )
})

test('a group’s namespace is its members’ with the role they have there', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const member = await server.person(account)
  const group = await admin.ok(groupAdd, { account_id: account.uuid, name: 'Ward' })
  const names = async () =>
    (await member.ok(userNamespaceList, { account_id: account.uuid })).namespaces.map((one) => one.uuid)
  expect(await names()).toEqual([account.namespace_id])
  await admin.ok(groupUserAdd, { uuid: group.uuid, user_id: member.user_id, role_id: account.roles.admin })
  expect(await names()).toEqual([account.namespace_id, group.namespace_id])
  const { namespaces } = await member.ok(userNamespaceList, {})
  expect(namespaces.find((one) => one.uuid === group.namespace_id)).toMatchObject({
    type: 'group_id',
    role_name: 'Administrator',
    permissions: { role_edit: 1 },
  })
  expect(namespaces.map((one) => one.type)).toEqual(['account_id', 'group_id', 'user_id'])
})

test('an account is listed with the member’s role and permissions when asked', async () => {
  const account = await server.account()
  const member = await server.person(account)
  const { accounts } = await member.ok(accountList, { permissions: 1 })
  expect(accounts).toMatchObject([
    { uuid: account.uuid, role_name: 'User', permissions: { role_edit: 0, study_view: 1 } },
  ])
  expect(await member.ok(accountGet, { uuid: account.uuid })).not.toHaveProperty('permissions')
})
