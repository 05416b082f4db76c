import { expect, test } from 'vitest'
import { accountGet, accountList } from '#contract/account.ts'
import { accountUserSet } from '#contract/account_user.ts'
import { groupAdd, groupUserAdd } from '#contract/group.ts'
import { sessionLogin, sessionUser } from '#contract/session.ts'
import { userGet, userNamespaceList, userSet } from '#contract/user.ts'
import { userAdd } from '#contract/user_account.ts'
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

test('a new password matches every pattern of every account that it is for', async () => {
  const [one, two] = [await server.account(), await server.account()]
  const admin = await server.person(one, 'admin')
  const member = await server.person(one)
  const ask = (account: { uuid: string }, patterns: unknown) =>
    server.services.pool.query(
      `update account set settings = settings || jsonb_build_object('passwd_regexp', $2::text) where uuid = $1`,
      [account.uuid, typeof patterns === 'string' ? patterns : JSON.stringify(patterns)],
    )
  let current = PASSWORD
  const change = async (password: string) => {
    const { body } = await server.call(userSet, { password, old_password: current }, { sid: member.sid })
    if (body.status === 'OK') current = password
    return body.error_type ?? body.status
  }
  await ask(one, ['[A-Z]', '/^[a-z]/i', '(unreadable'])
  expect(await change('plain-horse-43')).toBe('BAD_PASSWORD')
  expect(await change('4-Big-horse-43')).toBe('BAD_PASSWORD')
  expect(await change('Big-horse-43')).toBe('OK')
  // Those of an account that they come into later hold too, those of a stranger's do not.
  await ask(two, ['!'])
  expect(await change('Big-horse-44')).toBe('OK')
  await server.services.pool.query('insert into user_account (user_id, account_id) values ($1, $2)', [
    member.user_id,
    two.uuid,
  ])
  expect(await change('Big-horse-45')).toBe('BAD_PASSWORD')
  expect(await change('Big-horse-45!')).toBe('OK')
  await ask(one, 'no list')
  expect(await change('small-horse-46!')).toBe('OK')

  await ask(one, ['[A-Z]'])
  const person = { first: 'A', last: 'B', email: 'pattern@example.org' }
  const roles = { account_id: one.uuid }
  await server.services.pool.query(
    `update role set permissions = permissions || '{"user_edit": 1}' where account_id = $1`,
    [one.uuid],
  )
  expect(await admin.refused(userAdd, { ...roles, ...person, password: 'plain-horse-43' })).toBe(
    'BAD_PASSWORD',
  )
  await admin.ok(userAdd, { ...roles, ...person, password: 'Big-horse-43' })
  const own = { uuid: one.uuid, user_id: member.user_id, account_login: 'member' }
  expect(await admin.refused(accountUserSet, { ...own, account_password: 'plain-horse-43' })).toBe(
    'BAD_PASSWORD',
  )
  await admin.ok(accountUserSet, { ...own, account_password: 'Big-horse-43' })
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
