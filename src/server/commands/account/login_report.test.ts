import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { accountUserReportLogin } from '#contract/account_user.ts'
import { sessionLogin } from '#contract/session.ts'
import { loginReport } from '../../jobs/login_report.ts'
import { PASSWORD, type Person, testServer } from '../../testing/server.ts'

const server = testServer()

async function linesOf(admin: Person, uuid: string, user_id?: string): Promise<string[]> {
  const { report_id } = await admin.ok(accountUserReportLogin, { uuid, ...(user_id ? { user_id } : {}) })
  await loginReport.run(server.services, { report_id })
  const zip = await server.app.inject({ url: `/api/v3/report/zip?report_id=${report_id}&sid=${admin.sid}` })
  const [csv] = Object.values(unzipSync(zip.rawPayload))
  return Buffer.from(csv ?? [])
    .toString()
    .trim()
    .split('\r\n')
}

test('the report holds the sign-ins of an account’s members, of all or of one', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const [one, two, stranger] = [
    await server.person(account),
    await server.person(account),
    await server.person(await server.account()),
  ]
  for (const person of [one, two, two, stranger])
    await server.call(sessionLogin, { login: person.email, password: PASSWORD })
  const all = await linesOf(admin, account.uuid)
  expect(all[0]).toBe('"Name","E-mail","When","Address","Provider"')
  expect(all.slice(1).map((line) => line.split(',')[1])).toEqual(
    [two, two, one].map(({ email }) => `"${email}"`),
  )
  expect(await linesOf(admin, account.uuid, one.user_id)).toHaveLength(2)
  expect(await admin.refused(accountUserReportLogin, { uuid: account.uuid, user_id: stranger.user_id })).toBe(
    'NOT_FOUND',
  )
})
