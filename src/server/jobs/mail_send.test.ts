import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionLogin } from '#contract/session.ts'
import { userPasswordLost, userPasswordReset } from '#contract/user.ts'
import { testServer } from '../testing/server.ts'
import { mailSend } from './mail_send.ts'

const server = testServer()
const received: string[] = []
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => {
      received.push(Buffer.concat(parts).toString('utf8'))
      done()
    })
  },
})
let smtp_url = ''

beforeAll(async () => {
  await new Promise<void>((done) => smtp.listen(0, '127.0.0.1', done))
  const { port } = smtp.server.address() as AddressInfo
  smtp_url = `smtp://127.0.0.1:${port}`
})
afterAll(() => new Promise<void>((done) => smtp.close(done)))

/** Undoes the line breaks that quoted-printable puts into long lines. */
const plain = (mail: string) => mail.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=')

test('a lost password comes back by mail, once', async () => {
  const person = await server.person(await server.account())
  await server.call(userPasswordLost, { email: person.email })
  const { db } = server.services
  const mail = await db
    .selectFrom('mail')
    .selectAll()
    .where('recipient', '=', person.email)
    .executeTakeFirstOrThrow()
  // Without SMTP it stays in the outbox.
  await mailSend.run(server.services, { uuid: mail.uuid })
  expect(received).toEqual([])
  const services = { ...server.services, configuration: { ...server.services.configuration, smtp_url } }
  await mailSend.run(services, { uuid: mail.uuid })
  await mailSend.run(services, { uuid: mail.uuid })
  expect(received).toHaveLength(1)
  expect(received[0]).toContain(`To: ${person.email}`)
  const token = /#token=([\w-]+)/.exec(plain(received[0] ?? ''))?.[1] ?? ''

  const weak = await server.call(userPasswordReset, { token, password: 'short' })
  expect(weak.body.error_type).toBe('BAD_PASSWORD')
  expect((await server.call(userPasswordReset, { token, password: 'another-horse-43' })).code).toBe(200)
  expect((await server.call(userPasswordReset, { token, password: 'third-horse-44' })).body.error_type).toBe(
    'INVALID_TOKEN',
  )
  expect((await server.call(sessionLogin, { login: person.email, password: 'another-horse-43' })).code).toBe(
    200,
  )
})

test('an unknown address is answered like a known one, and gets no mail', async () => {
  expect((await server.call(userPasswordLost, { email: 'nobody@example.org' })).code).toBe(200)
  const mails = await server.services.db
    .selectFrom('mail')
    .select('uuid')
    .where('recipient', '=', 'nobody@example.org')
    .execute()
  expect(mails).toEqual([])
})

test('a server that refuses keeps the mail, with the reason', async () => {
  const { db } = server.services
  const { uuid } = await db
    .insertInto('mail')
    .values({ recipient: 'a@example.org', subject: 's', body_text: 't' })
    .returning('uuid')
    .executeTakeFirstOrThrow()
  const services = {
    ...server.services,
    configuration: { ...server.services.configuration, smtp_url: 'smtp://127.0.0.1:1' },
  }
  await expect(mailSend.run(services, { uuid })).rejects.toThrow()
  expect(
    await db.selectFrom('mail').select(['sent', 'error']).where('uuid', '=', uuid).executeTakeFirst(),
  ).toMatchObject({ sent: null, error: expect.stringContaining('ECONNREFUSED') })
})
