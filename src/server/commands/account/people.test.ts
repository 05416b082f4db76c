import { expect, test } from 'vitest'
import {
  accountCss,
  accountGet,
  accountMd5Counter,
  accountSet,
  accountSettings,
  accountSettingsValidate,
} from '#contract/account.ts'
import {
  accountUserAdd,
  accountUserDelete,
  accountUserGet,
  accountUserList,
  accountUserSet,
} from '#contract/account_user.ts'
import {
  groupAdd,
  groupGet,
  groupSet,
  groupUserAdd,
  groupUserDelete,
  groupUserList,
} from '#contract/group.ts'
import {
  locationAdd,
  locationDelete,
  locationList,
  locationUserAdd,
  locationUserList,
} from '#contract/location.ts'
import { roleAdd } from '#contract/role.ts'
import { sessionLogin } from '#contract/session.ts'
import { accountCanShare, accountCanShareList, accountCanShareStop } from '#contract/share_rule.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { userNamespaceList, userPasswordReset } from '#contract/user.ts'
import {
  userAdd,
  userEnable,
  userEvent,
  userEventSet,
  userInvite,
  userInviteAccept,
  userInviteGet,
  userJoin,
  userLogout,
  userToken,
  userWelcome,
} from '#contract/user_account.ts'
import { userTokenReset } from '#contract/user_security.ts'
import {
  accountVanityAdd,
  accountVanityDelete,
  accountVanityGet,
  accountVanityList,
  accountVanitySet,
} from '#contract/vanity.ts'
import { PASSWORD, testServer } from '../../testing/server.ts'

const server = testServer()
let made = 0

async function practice() {
  const account = await server.account()
  const admin = await server.person(account, 'admin', { global: true })
  made += 1
  return { account, admin, uuid: account.uuid }
}

const mailTo = async (recipient: string): Promise<string> => {
  const { rows } = await server.services.pool.query(
    'select body_text from mail where recipient = $1 order by created desc limit 1',
    [recipient],
  )
  return rows[0]?.body_text ?? ''
}

test('an account is changed in what is given, with its settings and its namespace', async () => {
  const { account, admin, uuid } = await practice()
  await admin.ok(accountSet, {
    uuid,
    name: `Practice ${made}`,
    must_approve: 1,
    share_code: `code-${made}`,
    session_expire: 600,
    settings: { study_status_tags: 'New,Done' },
    setting_max_link_studies: '5',
    css: 'body{}',
  })
  const now = await admin.ok(accountGet, { uuid })
  expect(now).toMatchObject({
    name: `Practice ${made}`,
    must_approve: 1,
    share_code: `code-${made}`,
    session_expire: 180,
    css: 'body{}',
    settings: { study_status_tags: 'New,Done', max_link_studies: '5' },
  })
  await admin.ok(accountSet, { uuid, settings: { max_link_studies: '__DELETE__' } })
  expect((await admin.ok(accountSettings, { account_id: uuid })).settings).toMatchObject({
    max_link_studies: '100',
    study_status_tags: 'New,Done',
  })
  const css = await server.app.inject({ url: `/api/v3${accountCss.path}?account_id=${uuid}` })
  expect([css.headers['content-type'], css.payload]).toEqual(['text/css; charset=utf-8', 'body{}'])
  const other = await practice()
  expect(await other.admin.refused(accountSet, { uuid: other.uuid, name: `Practice ${made - 1}` })).toBe(
    'DUPLICATE_NAME',
  )
  expect(await other.admin.refused(accountSet, { uuid: other.uuid, share_code: `code-${made - 1}` })).toBe(
    'DUP_SHARE_CODE',
  )
  for (const [settings, token] of [
    [{ nothing: 1 }, 'INVALID_SETTING'],
    [{ enable_patient_portal: 'maybe' }, 'INVALID_SETTING_VALUE'],
  ] as const) {
    expect(await admin.refused(accountSet, { uuid, settings })).toBe(token)
    expect(await admin.refused(accountSettingsValidate, { uuid, settings })).toBe(token)
  }
  expect(await admin.refused(accountSet, { uuid, disabled: 1 })).toBe('NOT_SYSADMIN_OR_SUPPORT')
  const member = await server.person(account)
  expect(await member.refused(accountSet, { uuid, name: 'x' })).toBe('NOT_PERMITTED')
})

test('a value has one number in an account', async () => {
  const { admin, uuid } = await practice()
  const number = async (md5: string) => (await admin.ok(accountMd5Counter, { uuid, md5 })).counter
  expect(await Promise.all(['a', 'b', 'a'].map(number))).toSatisfy(
    ([one, two, again]: number[]) => one === again && one !== two,
  )
  expect(await number('c')).toBe(3)
})

test('vanities are an account’s own, the first is shown', async () => {
  const { admin, uuid } = await practice()
  const [one, two] = [`one${made}`, `two${made}.example.org`]
  for (const vanity of [one, two]) await admin.ok(accountVanityAdd, { account_id: uuid, vanity })
  expect(await admin.refused(accountVanityAdd, { account_id: uuid, vanity: 'not a name' })).toBe(
    'VALIDATION_FAILED',
  )
  const other = await practice()
  expect(await other.admin.refused(accountVanityAdd, { account_id: other.uuid, vanity: one })).toBe(
    'VALIDATION_FAILED',
  )
  expect((await admin.ok(accountGet, { uuid })).vanity).toBe(one)
  await admin.ok(accountVanitySet, { account_id: uuid, vanity: two, sort_order: 0, ui_json: { a: 1 } })
  expect((await admin.ok(accountGet, { uuid })).vanity).toBe(two)
  expect(
    (await admin.ok(accountVanityList, { account_id: uuid })).vanities.map(({ vanity }) => vanity),
  ).toEqual([two, one])
  expect((await admin.ok(accountVanityGet, { account_id: uuid, vanity: two })).ui_json).toEqual({ a: 1 })
  await admin.ok(accountVanityDelete, { account_id: uuid, vanity: two })
  expect((await admin.ok(accountGet, { uuid })).vanity).toBe(one)
})

test('people are added to an account, changed, listed and removed with their places', async () => {
  const { account, admin, uuid } = await practice()
  const person = {
    first: 'Ada',
    last: 'Byron',
    password: 'correct-horse-42',
    email: `ada${made}@example.org`,
  }
  const { uuid: user_id } = await admin.ok(userAdd, {
    account_id: uuid,
    ...person,
    alt_emails: [`ada${made}@home.example`],
  })
  expect(await admin.refused(userAdd, { account_id: uuid, ...person })).toBe('DUPLICATE_EMAIL')
  expect(await admin.refused(userAdd, { account_id: uuid, ...person, email: 'x' })).toBe('INVALID_EMAIL')
  const weak = { ...person, email: `weak${made}@example.org`, password: 'short' }
  expect(await admin.refused(userAdd, { account_id: uuid, ...weak })).toBe('BAD_PASSWORD')
  expect(await admin.refused(accountUserGet, { uuid, user_id })).toBe('USER_NOT_FOUND')

  await admin.ok(accountUserAdd, {
    uuid,
    email: `ada${made}@home.example`,
    account_login: 'ada',
    event_upload: 1,
  })
  expect(await admin.refused(accountUserAdd, { uuid, user_id })).toBe('ALREADY_EXISTS')
  expect(await admin.refused(accountUserAdd, { uuid, email: 'nobody@example.org' })).toBe('USER_NOT_FOUND')
  const group = await admin.ok(groupAdd, { account_id: uuid, name: 'Ward' })
  await admin.ok(groupUserAdd, { uuid: group.uuid, user_id })
  await admin.ok(accountUserSet, {
    uuid,
    user_id,
    role_id: account.roles.admin,
    account_alias: 'AB',
    external_roles: ['reader', 'chief'],
    settings: { viewer_hide_ruler: 1 },
  })
  expect(await admin.ok(accountUserGet, { uuid, user_id })).toMatchObject({
    user_name: 'Ada Byron',
    role_name: 'Administrator',
    account_login: 'ada',
    account_alias: 'AB',
    external_roles: ['reader', 'chief'],
    event_upload: 1,
    event_share: 1,
    settings: { viewer_hide_ruler: 1 },
    groups: [{ name: 'Ward' }],
    locations: [],
    second_factor: 0,
  })
  expect(await admin.refused(accountUserSet, { uuid, user_id, settings: { max_link_studies: '1' } })).toBe(
    'NO_USER_OVERRIDE',
  )
  expect(await admin.refused(accountUserSet, { uuid, user_id: admin.user_id, account_login: 'ADA' })).toBe(
    'DUPLICATE_NAME',
  )
  const { users } = await admin.ok(accountUserList, {
    uuid,
    'filter.user_name.like': 'ada%',
    sort_by: 'user_name-asc',
  })
  expect(users.map((user) => user.user_id)).toEqual([user_id])

  await admin.ok(accountUserDelete, { uuid, user_id })
  // Who is everywhere is a member of the group, but there is no membership to be taken away.
  expect((await admin.ok(groupUserList, { uuid: group.uuid })).users).toMatchObject([
    { user_id: admin.user_id, global: 1 },
  ])
  expect(await admin.refused(groupUserDelete, { uuid: group.uuid, user_id: admin.user_id })).toBe('NOT_FOUND')
  expect(await admin.refused(accountUserDelete, { uuid, user_id })).toBe('USER_NOT_FOUND')
})

test('people are listed by their last sign-in, those without one first or last, page by page', async () => {
  const { account, admin, uuid } = await practice()
  const people = await Promise.all(Array.from({ length: 5 }, () => server.person(account)))
  await server.services.pool.query('update "user" set last_login = null')
  const signedIn = people.slice(0, 3).map(({ user_id }) => user_id)
  // Two at the same moment: the order is total nonetheless.
  for (const [n, user_id] of signedIn.entries())
    await server.services.pool.query('update "user" set last_login = $2 where uuid = $1', [
      user_id,
      n === 0 ? '2024-01-01' : '2024-02-01',
    ])
  const never = [admin, ...people.slice(3)].map(({ user_id }) => user_id).sort()
  const paged = async (sort_by: string) => {
    const pages = []
    for (const number of [1, 2, 3])
      pages.push(
        ...(await admin.ok(accountUserList, { uuid, sort_by, 'page.rows': 2, 'page.number': number })).users,
      )
    return pages.map(({ user_id }) => user_id)
  }
  const up = [signedIn[0], ...signedIn.slice(1).sort(), ...never]
  expect(await paged('last_login-asc')).toEqual(up)
  expect(await paged('last_login-desc')).toEqual(up.toReversed())
})

test('a role fits where it is used, and nobody makes themselves an administrator', async () => {
  const { account, admin, uuid } = await practice()
  const only = async (use: object) => (await admin.ok(roleAdd, { account_id: uuid, name: 'r', ...use })).uuid
  const forGroups = await only({ for_account: 0, for_group: 1, for_location: 0 })
  const forAccount = await only({ for_account: 1, for_group: 0, for_location: 0 })
  const member = await server.person(account)
  const user = { uuid, user_id: member.user_id }
  expect((await admin.call(accountUserSet, { ...user, role_id: forGroups })).body).toMatchObject({
    error_type: 'ROLE_NAMESPACE_MISMATCH',
    error_subtype: 'INCOMPATIBLE_ROLE',
    error_data: { role_id: forGroups },
  })
  await admin.ok(groupAdd, { account_id: uuid, name: 'Ward' })
  expect((await admin.call(accountUserSet, { ...user, role_id: forAccount, global: 1 })).body).toMatchObject({
    error_subtype: 'GLOBAL_USER_WITH_RESTRICTED_ROLE',
  })
  const editor = await admin.ok(roleAdd, {
    account_id: uuid,
    name: 'e',
    permissions: { account_user_edit: 1 },
  })
  await admin.ok(accountUserSet, { ...user, role_id: editor.uuid })
  expect(await member.refused(accountUserSet, { ...user, role_id: account.roles.admin })).toBe(
    'CAN_NOT_PROMOTE',
  )
  expect(await member.refused(accountUserSet, { ...user, role_id: uuid })).toBe('ROLE_NOT_FOUND')
})

test('people say themselves what they are told of, and no more', async () => {
  const { account, uuid } = await practice()
  const member = await server.person(account)
  const own = { uuid, user_id: member.user_id }
  await member.ok(accountUserSet, { ...own, event_upload: 1 })
  expect((await member.ok(accountUserGet, own)).event_upload).toBe(1)
  expect(await member.refused(accountUserSet, { ...own, account_alias: 'x' })).toBe('NOT_PERMITTED')
  await member.ok(userEventSet, { namespace_id: account.namespace_id, event_approve: 0 })
  expect(await member.ok(userEvent, { namespace_id: account.namespace_id })).toMatchObject({
    event_upload: 1,
    event_approve: 0,
  })
  const admin = await server.person(account, 'admin')
  const others = { namespace_id: account.namespace_id, uuid: admin.user_id }
  expect(await member.refused(userEventSet, { ...others, event_share: 0 })).toBe('NOT_PERMITTED')
  expect((await admin.ok(userEvent, { ...others, uuid: member.user_id })).event_upload).toBe(1)
  expect(await member.refused(userEventSet, { namespace_id: uuid, event_share: 1 })).toBe('NOT_FOUND')
})

test.each(['group', 'location'] as const)(
  'a %s has members, a namespace and goes when it is empty',
  async (kind) => {
    const { account, admin, uuid } = await practice()
    const member = await server.person(account)
    if (kind === 'group') {
      const place = await admin.ok(groupAdd, { account_id: uuid, name: 'Ward', must_approve: 1 })
      await admin.ok(groupSet, { uuid: place.uuid, name: 'Ward 2', no_share: 1 })
      expect(await admin.ok(groupGet, { uuid: place.uuid })).toMatchObject({
        name: 'Ward 2',
        must_approve: 1,
        no_share: 1,
      })
      await admin.ok(groupUserAdd, { uuid: place.uuid, user_id: member.user_id, event_share: 0 })
      expect((await member.ok(userNamespaceList, {})).namespaces.map(({ name }) => name)).toContain('Ward 2')
      await admin.ok(groupUserDelete, { uuid: place.uuid, user_id: member.user_id })
      expect(await admin.refused(groupUserDelete, { uuid: place.uuid, user_id: member.user_id })).toBe(
        'NOT_FOUND',
      )
      expect((await member.ok(userNamespaceList, {})).namespaces.map(({ name }) => name)).not.toContain(
        'Ward 2',
      )
      return
    }
    const place = await admin.ok(locationAdd, { account_id: uuid, name: 'North' })
    await admin.ok(locationUserAdd, { uuid: place.uuid, user_id: member.user_id })
    expect(
      (await admin.ok(locationUserList, { uuid: place.uuid, sort_by: 'user_name-asc' })).users,
    ).toHaveLength(2)
    const there = { storage_namespace: place.namespace_id, phi_namespace: place.namespace_id }
    await admin.ok(studyAdd, { study_uid: `1.6.${made}`, ...there })
    expect(await admin.refused(locationDelete, { uuid: place.uuid })).toBe('NOT_EMPTY')
    expect((await admin.ok(locationList, { account_id: uuid })).locations.map(({ name }) => name)).toEqual([
      'North',
    ])
  },
)

test('the studies of a namespace are counted without those that wait or have not arrived, thin ones apart', async () => {
  const { account, admin, uuid } = await practice()
  const group = await admin.ok(groupAdd, { account_id: uuid, name: 'Ward' })
  const place = async () =>
    (await admin.ok(userNamespaceList, { account_id: uuid })).namespaces.find(
      ({ type_uuid }) => type_uuid === group.uuid,
    )
  expect(await place()).toMatchObject({ study_count: 0, thin_study_count: 0 })
  const namespace_id = (await place())?.uuid
  const states = ['false', 'false', 'must_approve', 'phantom', 'must_approve, phantom', 'thin', 'deleted']
  for (const [n, state] of states.entries())
    await server.services.pool.query(
      `insert into study (account_id, phi_namespace, storage_namespace, study_uid, phantom, must_approve, thin, deleted)
       values ($1, $2, $2, $3, $4, $5, $6, $7)`,
      [
        account.uuid,
        namespace_id,
        `1.7.${n}`,
        state.includes('phantom'),
        state.includes('must_approve'),
        state === 'thin',
        state === 'deleted' ? '2024-01-01' : null,
      ],
    )
  expect(await place()).toMatchObject({ study_count: 3, thin_study_count: 1 })
  // Where all of them wait, there are none.
  await server.services.pool.query('update study set must_approve = true where phi_namespace = $1', [
    namespace_id,
  ])
  expect(await place()).toMatchObject({ study_count: 0, thin_study_count: 1 })
})

test('a global user has their own role in every place', async () => {
  const { account, admin, uuid } = await practice()
  const member = await server.person(account)
  await admin.ok(groupAdd, { account_id: uuid, name: 'Ward', role_id: account.roles.user })
  const change = { uuid, user_id: member.user_id, global: 1 as const, global_role_id: account.roles.admin }
  await admin.ok(accountUserSet, change)
  const { namespaces } = await member.ok(userNamespaceList, {})
  expect(namespaces.find(({ name }) => name === 'Ward')?.role_name).toBe('Administrator')
})

test('an invitation leads a stranger and a user into the account, once', async () => {
  const { account, admin, uuid } = await practice()
  const group = await admin.ok(groupAdd, { account_id: uuid, name: 'Ward' })
  const email = `guest${made}@example.org`
  const invitation = await admin.ok(userInvite, {
    account_id: uuid,
    email,
    link: '/invite/',
    role_id: account.roles.admin,
    groups: { [group.uuid]: '' },
  })
  expect(await mailTo(email)).toContain(`/invite/${invitation.uuid}`)
  expect((await server.call(userInviteGet, { uuid: invitation.uuid })).body).toMatchObject({
    email,
    member: 0,
    accepted: 0,
  })
  const person = { first: 'New', last: 'One', email, password: 'correct-horse-42' }
  const joined = await server.call(userJoin, { ...person, invite: invitation.uuid })
  expect(joined.body.status).toBe('OK')
  expect(await admin.ok(accountUserGet, { uuid, user_id: joined.body.uuid ?? '' })).toMatchObject({
    role_name: 'Administrator',
    groups: [{ name: 'Ward' }],
  })
  expect(await mailTo(admin.email)).toContain('New One has accepted')
  const user = await server.person()
  expect(await user.refused(userInviteAccept, { uuid: invitation.uuid })).toBe('ACCEPTED')
  const second = await admin.ok(userInvite, { account_id: uuid, email: user.email, link: '/invite/' })
  await user.ok(userInviteAccept, { uuid: second.uuid })
  expect((await user.ok(userNamespaceList, {})).namespaces.map(({ type_uuid }) => type_uuid)).toContain(uuid)
  expect(await admin.refused(userInvite, { account_id: uuid, email: user.email, link: '/invite/' })).toBe(
    'ALREADY_EXISTS',
  )
  expect(await admin.refused(userInvite, { account_id: uuid, email: 'x', link: '/invite/' })).toBe(
    'INVALID_EMAIL',
  )
  const away = { account_id: uuid, email: 'y@example.org', link: 'https://elsewhere.example/' }
  expect(await admin.refused(userInvite, away)).toBe('INVALID_LINK')
  const uninvited = await server.call(userJoin, { ...person, email: `x${made}@example.org` })
  expect(uninvited.body.error_type).toBe('DISABLED')
})

test('a welcome leads to a password of one’s own', async () => {
  const { account, admin, uuid } = await practice()
  const member = await server.person(account)
  await admin.ok(userWelcome, { account_id: uuid, email: member.email, link: '/password/reset' })
  const token = /#token=(\S+)/.exec(await mailTo(member.email))?.[1] ?? ''
  const reset = await server.call(userPasswordReset, { token, password: 'another-horse-77' })
  expect(reset.body.status).toBe('OK')
  expect(await admin.refused(userWelcome, { account_id: uuid, email: 'no@example.org', link: '/x' })).toBe(
    'NOT_FOUND',
  )
})

test('an administrator stops a user and lets them in again; nobody else does', async () => {
  const { account, admin, uuid } = await practice()
  const member = await server.person(account)
  const colleague = await server.person(account)
  expect(await colleague.refused(userEnable, { uuid: member.user_id, disable: 1 })).toBe('NOT_PERMITTED')
  expect(await admin.refused(userEnable, { uuid: admin.user_id, disable: 1 })).toBe('NOT_PERMITTED')
  expect(await admin.refused(userEnable, { uuid: member.user_id })).toBe('NOT_DISABLED')
  await admin.ok(userEnable, { uuid: member.user_id, disable: 1 })
  expect((await member.call(userNamespaceList, {})).code).toBe(401)
  expect((await admin.ok(accountUserGet, { uuid, user_id: member.user_id })).disabled).toBe(1)
  await admin.ok(userEnable, { uuid: member.user_id })
  const login = await server.call(
    sessionLogin,
    { login: member.email, password: PASSWORD },
    { request: { method: 'POST' } },
  )
  expect(login.body.status).toBe('OK')
})

test('an administrator ends all sessions of a member, and of nobody else', async () => {
  const { account, admin } = await practice()
  const member = await server.person(account)
  const colleague = await server.person(account)
  const stranger = await server.person(await server.account(), 'admin')
  expect(await colleague.refused(userLogout, { uuid: member.user_id })).toBe('NOT_PERMITTED')
  expect(await stranger.refused(userLogout, { uuid: member.user_id })).toBe('NOT_FOUND')
  expect(await admin.ok(userLogout, { uuid: member.user_id, account_id: account.uuid })).toEqual({
    sessions: 1,
  })
  expect((await member.call(userNamespaceList, {})).code).toBe(401)
  expect((await colleague.call(userNamespaceList, {})).code).toBe(200)
})

test('an administrator neither stops a sysadmin nor ends their sessions nor weakens their sign-in', async () => {
  const { account, admin } = await practice()
  const { user_id } = await server.person(account, 'user', { sysadmin: true })
  expect(await admin.refused(userEnable, { uuid: user_id, disable: 1 })).toBe('NOT_PERMITTED')
  expect(await admin.refused(userLogout, { uuid: user_id })).toBe('NOT_PERMITTED')
  expect(await admin.refused(userTokenReset, { uuid: user_id })).toBe('NOT_PERMITTED')
  const { rows } = await server.services.pool.query(
    'select (select count(*)::int from session where user_id = u.uuid) as sessions, disabled from "user" u where uuid = $1',
    [user_id],
  )
  expect(rows).toEqual([{ sessions: 1, disabled: false }])
})

test('a token authenticator is set up once and asked for from then on', async () => {
  const { account } = await practice()
  const member = await server.person(account)
  const { secret, enabled } = await member.ok(userToken, { generate: 1 })
  expect([enabled, secret]).toEqual([1, expect.stringMatching(/^[A-Z2-7]{32}$/)])
  expect(await member.refused(userToken, { generate: 1 })).toBe('ALREADY_DONE')
  expect(await member.ok(userToken, {})).toEqual({ enabled: 1 })
  expect(await member.ok(userToken, { delete: 1 })).toEqual({ enabled: 0 })
})

test('rules of sharing name objects of the account', async () => {
  const { admin, uuid } = await practice()
  const group = await admin.ok(groupAdd, { account_id: uuid, name: 'Ward' })
  const other = await practice()
  const rule = {
    account_id: uuid,
    by_type: 'group',
    by_id: group.uuid,
    with_type: 'account',
    with_id: other.uuid,
  }
  await admin.ok(accountCanShare, rule)
  await admin.ok(accountCanShare, rule)
  const { rules } = await admin.ok(accountCanShareList, { account_id: uuid })
  expect(rules).toMatchObject([{ by_name: 'Ward', with_type: 'account' }])
  expect(await admin.refused(accountCanShare, { ...rule, by_type: 'ward' })).toBe('INVALID_TYPE')
  expect(await admin.refused(accountCanShare, { ...rule, by_id: other.uuid })).toBe('BY_NOT_FOUND')
  expect(
    await admin.refused(accountCanShare, {
      ...rule,
      with_id: uuid.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    }),
  ).toBe('WITH_NOT_FOUND')
  await admin.ok(accountCanShareStop, rule)
  expect((await admin.ok(accountCanShareList, { account_id: uuid })).rules).toEqual([])
})
