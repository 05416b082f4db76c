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
