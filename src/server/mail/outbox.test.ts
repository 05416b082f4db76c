import { expect, test } from 'vitest'
import { settingSet } from '#contract/setting.ts'
import { testServer } from '../testing/server.ts'
import { sendMail } from './outbox.ts'

const server = testServer()

test('everybody is written to in their own language, strangers in that of who causes it', async () => {
  const account = await server.account()
  const french = await server.person(account, 'user')
  const english = await server.person(account, 'user')
  await french.ok(settingSet, { key: 'collimate.language', value: '"fr"' })
  await english.ok(settingSet, { key: 'collimate.language', value: '"en"' })
  const stranger = `stranger-${french.email}`
  await sendMail(server.services.db, {
    to: [french.email, english.email, stranger, stranger],
    wording: 'joined',
    values: { name: 'Ana', account: 'Clinic' },
    account_id: account.uuid,
    by: french.user_id,
  })
  const mails = await server.services.db
    .selectFrom('mail')
    .select(['recipient', 'subject', 'body_html'])
    .where('recipient', 'in', [french.email, english.email, stranger])
    .execute()
  expect(Object.fromEntries(mails.map(({ recipient, subject }) => [recipient, subject]))).toEqual({
    [french.email]: 'Ana a rejoint Clinic',
    [english.email]: 'Ana has joined Clinic',
    [stranger]: 'Ana a rejoint Clinic',
  })
  expect(mails).toHaveLength(3)
  for (const { body_html } of mails) expect(body_html).toContain('Collimate')
})

test('PINs, passwords and addresses are for the recipient alone', async () => {
  const account = await server.account()
  const { email } = await server.person(account, 'user')
  const to = { to: email, account_id: account.uuid }
  await sendMail(server.services.db, { ...to, wording: 'pin', values: { code: '918273' } })
  await sendMail(server.services.db, {
    ...to,
    wording: 'linkPassword',
    values: { sender: 'Ana', password: 'open sesame' },
  })
  await sendMail(server.services.db, {
    ...to,
    wording: 'passwordReset',
    values: { name: 'Ben' },
    url: 'https://example.org/password#token=c2VjcmV0',
  })
  const mails = await server.services.db
    .selectFrom('mail')
    .select(['body_text', 'body_masked'])
    .where('recipient', '=', email)
    .execute()
  expect(mails).toHaveLength(3)
  for (const secret of ['918273', 'open sesame', 'c2VjcmV0']) {
    expect(mails.filter(({ body_text }) => body_text.includes(secret))).toHaveLength(1)
    expect(mails.filter(({ body_masked }) => body_masked.includes(secret))).toEqual([])
  }
  expect(mails.map(({ body_masked }) => body_masked).join()).toContain('https://example.org/•••')
})
