import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  sessionLogin,
  sessionLogout,
  sessionOauthToken,
  sessionPermissions,
  sessionTtl,
  sessionUser,
} from '#contract/session.ts'
import { settingGet, settingSet } from '#contract/setting.ts'
import { userGet, userSet } from '#contract/user.ts'
import { SESSIONS_A_USER } from '../../access/session.ts'
import { PASSWORD, testServer } from '../../testing/server.ts'

const server = testServer()

test('a login answers a sid that opens the session, and the wrong password does not', async () => {
  const person = await server.person(await server.account())
  const wrong = await server.call(sessionLogin, { login: person.email, password: 'wrong' })
  expect(wrong).toMatchObject({ code: 412, body: { error_type: 'INVALID_CREDENTIALS' } })
  const right = await server.call(sessionLogin, { login: person.email.toUpperCase(), password: PASSWORD })
  expect(right.code).toBe(200)
  const { sid } = right.body
  if (!sid) throw new Error('no sid')
  expect((await server.call(sessionUser, {}, { sid })).body).toMatchObject({ email: person.email })
  const ttl = await server.call(sessionTtl, { sid })
  expect(ttl.body.ttl).toBe(180)
})

test('ten wrong passwords lock a login out, and only from where they came', async () => {
  const person = await server.person(await server.account())
  for (let attempt = 0; attempt < 9; attempt++)
    await server.call(sessionLogin, { login: person.email, password: 'wrong' })
  expect((await server.call(sessionLogin, { login: person.email, password: PASSWORD })).code).toBe(200)
  for (let attempt = 0; attempt < 10; attempt++)
    await server.call(sessionLogin, { login: person.email, password: 'wrong' })
  const locked = await server.call(sessionLogin, { login: person.email, password: PASSWORD })
  expect(locked.body.error_type).toBe('LOCKOUT')
  const elsewhere = await server.call(
    sessionLogin,
    { login: person.email, password: PASSWORD },
    { request: { remoteAddress: '10.1.2.3' } },
  )
  expect(elsewhere.code).toBe(200)
})

test('the eleventh session drops the oldest', async () => {
  const person = await server.person(await server.account())
  for (let n = 0; n < SESSIONS_A_USER; n++)
    await server.call(sessionLogin, { login: person.email, password: PASSWORD })
  expect((await person.call(sessionUser, {})).code).toBe(401)
})

test('a logged out or unknown sid is answered 401', async () => {
  const person = await server.person()
  await person.ok(sessionLogout, {})
  expect((await person.call(sessionUser, {})).code).toBe(401)
  expect((await server.call(sessionUser, {})).code).toBe(401)
})

test('login must be a POST', async () => {
  const answer = await server.app.inject({ method: 'GET', url: '/api/v3/session/login?login=a&password=b' })
  expect(answer.statusCode).toBe(405)
})

test('login names every missing field', async () => {
  const { code, body } = await server.call(sessionLogin, {})
  expect(code).toBe(412)
  expect(body).toMatchObject({
    error_type: 'MISSING_FIELDS',
    error_subtype: ['(login || email || account_name && account_login)', '(password || use_pkey)'],
  })
})

test('Basic, Bearer and the header carry a session as well as the parameter', async () => {
  const person = await server.person(await server.account())
  const basic = Buffer.from(`${person.email}:${PASSWORD}`).toString('base64')
  const token = await server.call(sessionOauthToken, {
    grant_type: 'client_credentials',
    client_id: person.email,
    client_secret: PASSWORD,
    duration: 60,
  })
  expect(token.body).toMatchObject({ expires_in: 60, token_type: 'bearer' })
  for (const headers of [
    { authorization: `Basic ${basic}` },
    { authorization: `Bearer ${token.body.access_token}` },
    { 'x-ambrahealth-sid': person.sid },
  ]) {
    const answer = await server.call(sessionUser, {}, { request: { headers } })
    expect(answer.body).toMatchObject({ status: 'OK', uuid: person.user_id })
  }
})

test('our own page has its sid in a cookie, and changes nothing without the CSRF token', async () => {
  const person = await server.person(await server.account())
  const login = await server.app.inject({
    method: 'POST',
    url: '/api/v3/session/login',
    headers: { 'x-collimate-web': '1' },
    payload: { login: person.email, password: PASSWORD },
  })
  expect(login.json().sid).toBe('')
  const cookies = Object.fromEntries(login.cookies.map((cookie) => [cookie.name, cookie.value]))
  expect(login.cookies.find((cookie) => cookie.name === 'collimate_sid')).toMatchObject({
    httpOnly: true,
    sameSite: 'Strict',
  })
  const send = (headers: Record<string, string>) =>
    server.app.inject({
      method: 'POST',
      url: '/api/v3/setting/set',
      cookies,
      headers,
      payload: { key: 'theme', value: 'light' },
    })
  expect((await send({})).statusCode).toBe(401)
  expect((await send({ 'x-csrf-token': 'guess' })).statusCode).toBe(401)
  expect((await send({ 'x-csrf-token': cookies.collimate_csrf ?? '' })).statusCode).toBe(200)
})

test('a session without a PIN stays closed until the PIN is right', async () => {
  const person = await server.person(await server.account())
  await server.services.db
    .updateTable('user')
    .set({ pin_required: true })
    .where('uuid', '=', person.user_id)
    .execute()
  const login = await server.call(sessionLogin, { login: person.email, password: PASSWORD })
  expect(login.body).toMatchObject({ pin_required: 1, pin_via: 'EMAIL' })
  const sid = login.body.sid ?? ''
  expect((await server.call(sessionUser, {}, { sid })).code).toBe(401)
  const mail = await server.services.db
    .selectFrom('mail')
    .selectAll()
    .where('recipient', '=', person.email)
    .executeTakeFirstOrThrow()
  const pin = /\d{6}/.exec(mail.body_text)?.[0] ?? ''
  const post = (value: string) =>
    server.app.inject({ method: 'POST', url: '/api/v3/session/pin', payload: { sid, pin: value } })
  expect((await post('x')).json().error_type).toBe('INVALID_PIN')
  expect((await post(pin)).statusCode).toBe(200)
  expect((await server.call(sessionUser, {}, { sid })).code).toBe(200)
})

test('a signature with the user’s key opens a session, and a wrong one ends it', async () => {
  const person = await server.person(await server.account())
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await person.ok(userSet, { public_key: publicKey.export({ type: 'spki', format: 'pem' }).toString() })
  expect((await person.ok(userGet, {})).public_key).toContain('BEGIN SSH2 PUBLIC KEY')
  expect((await person.ok(userGet, { public_key_format: 'openssh' })).public_key).toMatch(/^ssh-rsa /)
  const both = await server.call(sessionLogin, { login: person.email, password: PASSWORD, use_pkey: 1 })
  expect(both.body.error_type).toBe('ONLY_ONE')
  const login = async () => (await server.call(sessionLogin, { login: person.email, use_pkey: 1 })).body
  const { sid = '', sign_required } = await login()
  expect(sign_required).toBe(1)
  expect((await server.call(sessionUser, {}, { sid })).code).toBe(401)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  const parts = [
    Buffer.from(person.email),
    Buffer.from(sid.replaceAll('-', ''), 'hex'),
    der,
    Buffer.from('sha256'),
  ]
  const message = Buffer.concat(parts.flatMap((part, n) => (n === 0 ? [part] : [Buffer.of(0), part])))
  const signature = sign('sha256', message, privateKey).toString('base64')
  const send = (one: string, value: string) =>
    server.app.inject({
      method: 'POST',
      url: '/api/v3/session/sign',
      payload: { sid: one, signature: value },
    })
  expect((await send(sid, signature)).json()).toEqual({ status: 'OK' })
  expect((await server.call(sessionUser, {}, { sid })).code).toBe(200)
  // The same signature for another session is a wrong one.
  const other = (await login()).sid ?? ''
  expect((await send(other, signature)).json().error_type).toBe('INVALID_SIGNATURE')
  expect((await send(other, signature)).json().error_type).toBe('INVALID_SID')
})

test('settings are the user’s own, and temporary ones the session’s', async () => {
  const account = await server.account()
  const person = await server.person(account)
  await person.ok(settingSet, { key: 'columns', value: '{"a":1}' })
  await person.ok(settingSet, { key: 'columns', value: 'of the account', account_id: account.uuid })
  await person.ok(settingSet, { key: 'temp_x', value: '1' })
  expect((await person.ok(settingGet, { key: 'columns' })).value).toBe('{"a":1}')
  expect((await person.ok(settingGet, { key: 'columns', account_id: account.uuid })).value).toBe(
    'of the account',
  )
  const other = await server.call(sessionLogin, { login: person.email, password: PASSWORD })
  const temporary = await server.call(settingGet, { key: 'temp_x' }, { sid: other.body.sid ?? '' })
  expect(temporary.body.value).toBeNull()
  await person.ok(settingSet, { key: 'columns', value: '__DELETE__' })
  expect((await person.ok(settingGet, { key: 'columns' })).value).toBeNull()
})

test('permissions of an account or namespace that is not theirs are not found', async () => {
  const stranger = await server.person(await server.account())
  const account = await server.account()
  expect(await stranger.refused(sessionPermissions, { account_id: account.uuid })).toBe('NOT_FOUND')
  expect(await stranger.refused(sessionPermissions, { namespace_id: account.namespace_id })).toBe('NOT_FOUND')
  const member = await server.person(account, 'admin')
  const permissions = await member.ok(sessionPermissions, { account_id: account.uuid })
  expect(permissions).toMatchObject({ role_edit: 1, role_id: account.roles.admin })
})
