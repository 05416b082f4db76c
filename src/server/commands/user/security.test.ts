import { createServer } from 'node:http'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountList, accountSet } from '#contract/account.ts'
import { sessionLogin, sessionPin, sessionUser } from '#contract/session.ts'
import { userSet } from '#contract/user.ts'
import { userToken } from '#contract/user_account.ts'
import {
  userDeviceDelete,
  userDeviceList,
  userSessionEnd,
  userSessionList,
  userTokenReset,
} from '#contract/user_security.ts'
import { openTotp, sealOldTotps } from '../../access/totp_secret.ts'
import { smsSend } from '../../jobs/sms_send.ts'
import { addMember } from '../../tenancy/account.ts'
import { PASSWORD, type Person, testServer } from '../../testing/server.ts'

/** What the gateway was asked, and how it answers. */
const asked: { path: string | undefined; authorization: string | undefined; form: URLSearchParams }[] = []
let answers = 201
const PORT = 30_000 + Math.floor(Math.random() * 10_000)
const gateway = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    asked.push({ path: request.url, authorization: request.headers.authorization, form })
    response.writeHead(answers, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answers === 201 ? { sid: 'SM1' } : { message: 'The number is unreachable' }))
  })
})
const server = testServer({ COLLIMATE_SMS_URL: `twilio://AC1:secret@127.0.0.1:${PORT}?from=%2B15550100` })
beforeAll(() => new Promise<void>((resolve) => gateway.listen(PORT, '127.0.0.1', resolve)))
afterAll(() => new Promise<void>((resolve) => gateway.close(() => resolve())))

const login = async (person: Person, cookie = '') =>
  (
    await server.call(
      sessionLogin,
      { login: person.email, password: PASSWORD },
      cookie ? { request: { headers: { cookie } } } : {},
    )
  ).body

const give = (sid: string, pin: string, remember_device?: 1) =>
  server.app.inject({
    method: 'POST',
    url: `/api/v3${sessionPin.path}`,
    payload: { sid, pin, remember_device },
  })

/** A code of a step beside now: one is not enough where each is good once. */
const code = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })

async function enrolled(): Promise<{ person: Person; secret: string }> {
  const person = await server.person(await server.account())
  const { secret = '' } = await person.ok(userToken, { generate: 1, pending: 1 })
  expect((await person.ok(userToken, {})).enabled).toBe(0)
  expect(await person.refused(userToken, { code: '000000' })).toBe('INVALID_PIN')
  await person.ok(userToken, { code: code(secret, -1) })
  const { rows } = await server.services.pool.query('select totp_secret from "user" where uuid = $1', [
    person.user_id,
  ])
  expect(rows[0].totp_secret).toMatch(/^aes:/)
  await person.ok(userSet, { pin_required: 1 })
  return { person, secret }
}

test('an authenticator counts once it has shown a code, and each code is good once', async () => {
  const { person, secret } = await enrolled()
  expect(await person.refused(userToken, { generate: 1 })).toBe('ALREADY_DONE')
  const first = await login(person)
  expect(first).toMatchObject({ pin_required: 1, pin_via: 'TOKEN' })
  const now = code(secret)
  expect((await give(first.sid ?? '', now)).statusCode).toBe(200)
  const second = await login(person)
  expect((await give(second.sid ?? '', now)).json().error_type).toBe('INVALID_PIN')
  expect((await give(second.sid ?? '', code(secret, 1))).statusCode).toBe(200)
})

test('three tries a PIN, however many come at once, and ten a quarter of an hour', async () => {
  const { person } = await enrolled()
  const { sid = '' } = await login(person)
  const answers = await Promise.all(Array.from({ length: 8 }, () => give(sid, '000000')))
  const tokens = answers.map((answer) => answer.json().error_type).sort()
  expect(tokens).toEqual([...Array(3).fill('INVALID_PIN'), ...Array(5).fill('PIN_EXPIRED')])
  for (let round = 0; round < 3; round++) {
    const { sid: next = '' } = await login(person)
    for (let time = 0; time < 3; time++) await give(next, '000000')
  }
  expect((await login(person)).error_type).toBe('LOCKOUT')
})

test('an account asks for a second factor of its members, and a role may differ', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const person = await server.person(account)
  await admin.ok(accountSet, { uuid: account.uuid, settings: { pin_required: 1 } })
  expect(await login(person)).toMatchObject({ pin_required: 1, pin_via: 'EMAIL' })
  const basic = Buffer.from(`${person.email}:${PASSWORD}`).toString('base64')
  const headers = { authorization: `Basic ${basic}` }
  expect((await server.call(sessionUser, {}, { request: { headers } })).code).toBe(401)
  await server.services.db
    .updateTable('role')
    .set({ settings: JSON.stringify({ pin_required: 0 }) })
    .where('uuid', '=', account.roles.user)
    .execute()
  expect((await login(person)).pin_required).toBeUndefined()
})

test('a PIN goes by text message where there is a gateway and a number', async () => {
  const person = await server.person(await server.account())
  await person.ok(userSet, { pin_required: 1, mobile_phone: '+15550123' })
  const { sid = '', pin_via } = await login(person)
  expect(pin_via).toBe('SMS')
  const { rows } = await server.services.pool.query<{ payload: { to: string; text: string } }>(
    `select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'sms_send' order by j.id desc limit 1`,
  )
  const [job] = rows
  if (!job) throw new Error('nothing is to be sent')
  await smsSend.run(server.services, job.payload)
  const sent = asked.at(-1)
  expect(sent?.path).toBe('/2010-04-01/Accounts/AC1/Messages.json')
  expect(sent?.authorization).toBe(`Basic ${Buffer.from('AC1:secret').toString('base64')}`)
  expect(Object.fromEntries(sent?.form ?? [])).toMatchObject({ To: '+15550123', From: '+15550100' })
  answers = 400
  await expect(smsSend.run(server.services, job.payload)).rejects.toThrow('The number is unreachable')
  answers = 201
  const pin = /\d{6}/.exec(sent?.form.get('Body') ?? '')?.[0] ?? ''
  expect((await give(sid, pin)).statusCode).toBe(200)
  expect((await server.call(sessionUser, {}, { sid })).code).toBe(200)
})

test('a remembered device is listed, stands for the PIN, and is forgotten', async () => {
  const { person, secret } = await enrolled()
  const { sid = '' } = await login(person)
  const given = await give(sid, code(secret), 1)
  const cookie = given.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  expect((await login(person, cookie)).pin_required).toBeUndefined()
  const { devices } = await person.ok(userDeviceList, {})
  expect(devices).toMatchObject([{ client_address: '127.0.0.1', user_agent: 'lightMyRequest' }])
  const uuid = devices[0]?.uuid ?? ''
  const other = await server.person()
  expect(await other.refused(userDeviceDelete, { uuid })).toBe('NOT_FOUND')
  await person.ok(userDeviceDelete, { uuid })
  expect((await login(person, cookie)).pin_required).toBe(1)
})

test('an account may hide itself from who came by a password alone', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const person = await server.person(account)
  await admin.ok(accountSet, { uuid: account.uuid, settings: { require_pin_to_view: 1 } })
  expect((await person.ok(accountList, {})).accounts).toEqual([])
  const { secret = '' } = await person.ok(userToken, { generate: 1 })
  await person.ok(userSet, { pin_required: 1 })
  const { sid = '' } = await login(person)
  await give(sid, code(secret))
  const { accounts = [] } = (await server.call(accountList, {}, { sid })).body
  expect(accounts.map(({ uuid }) => uuid)).toEqual([account.uuid])
})

test('one’s own sessions are listed and ended, and nobody else’s', async () => {
  const person = await server.person(await server.account())
  const { sid = '' } = await login(person)
  const { sessions } = await person.ok(userSessionList, {})
  expect(sessions.map(({ own }) => own)).toEqual([0, 1])
  const uuid = sessions[0]?.uuid ?? ''
  expect(await (await server.person()).refused(userSessionEnd, { uuid })).toBe('NOT_FOUND')
  await person.ok(userSessionEnd, { uuid })
  expect((await server.call(sessionUser, {}, { sid })).code).toBe(401)
})

test('an administrator takes a lost authenticator away, of their own people only', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const person = await server.person(account)
  await person.ok(userToken, { generate: 1 })
  const stranger = await server.person(await server.account(), 'admin')
  expect(await stranger.refused(userTokenReset, { uuid: person.user_id })).toBe('NOT_FOUND')
  expect(await (await server.person(account)).refused(userTokenReset, { uuid: person.user_id })).toBe(
    'NOT_PERMITTED',
  )
  const other = await server.account()
  await addMember(server.services.db, {
    account_id: other.uuid,
    user_id: person.user_id,
    role_id: null,
    global: false,
  })
  expect(await admin.refused(userTokenReset, { uuid: person.user_id })).toBe('NOT_PERMITTED')
  await server.services.db.deleteFrom('user_account').where('account_id', '=', other.uuid).execute()
  await admin.ok(userTokenReset, { uuid: person.user_id, account_id: account.uuid })
  expect((await person.ok(userToken, {})).enabled).toBe(0)
})

test('what an earlier version kept as it was is encrypted, and still proves the same', async () => {
  const { db, configuration } = server.services
  const person = await server.person(await server.account())
  await db
    .updateTable('user')
    .set({ totp_secret: 'JBSWY3DPEHPK3PXP' })
    .where('uuid', '=', person.user_id)
    .execute()
  expect(await openTotp(configuration, 'JBSWY3DPEHPK3PXP')).toBe('JBSWY3DPEHPK3PXP')
  await sealOldTotps(db, configuration)
  await sealOldTotps(db, configuration)
  const { totp_secret } = await db
    .selectFrom('user')
    .select('totp_secret')
    .where('uuid', '=', person.user_id)
    .executeTakeFirstOrThrow()
  expect(totp_secret).toMatch(/^aes:/)
  expect(await openTotp(configuration, totp_secret ?? '')).toBe('JBSWY3DPEHPK3PXP')
  expect(
    await openTotp({ ...configuration, secret_key: 'another key of 16 letters' }, totp_secret ?? ''),
  ).toBeUndefined()
})
