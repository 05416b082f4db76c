import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  accountRadreportEmailAuthorize,
  accountRadreportEmailGet,
  radreportAdd,
  radreportAudit,
  radreportEmail,
  radreportFax,
} from '#contract/radreport.ts'
import { studyList } from '#contract/study/list.ts'
import { faxSend } from '../../jobs/fax_send.ts'
import { clinic, stow } from '../../testing/clinic.ts'
import { pdfPagesOf } from '../../testing/pdf.ts'
import { type Person, testServer } from '../../testing/server.ts'

/** Stands for Turnstile and for Sinch: what it was asked, and how it answers. */
const asked: { path: string | undefined; authorization: string | undefined; body: Buffer }[] = []
let status = 200
const outside = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks)
    asked.push({ path: request.url, authorization: request.headers.authorization, body })
    const success = new URLSearchParams(body.toString()).get('response') === 'solved'
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ success }))
  })
})
await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
const listening = outside.address()
const PORT = typeof listening === 'object' ? listening?.port : undefined
const server = testServer({
  SMTP_URL: 'smtp://127.0.0.1:9',
  COLLIMATE_CAPTCHA: `turnstile://site:secret@127.0.0.1:${PORT}`,
  COLLIMATE_FAX_URL: `sinch://key:secret@127.0.0.1:${PORT}/project-1`,
})
const bare = testServer()
let owner: Person
let account_id = ''
let study = ''

beforeAll(async () => {
  const place = await clinic(server, { study_view: 1, radreport_view: 1, radreport_edit: 1 })
  owner = place.admin
  account_id = place.uuid
  await stow(server, owner, place.namespace, [
    { studyUID: '1.37.1', seriesUID: '1.37.1.1', sopUID: '1.37.1.1.1', patientID: 'R1' },
  ])
  study = (await owner.ok(studyList, {})).studies[0]?.uuid ?? ''
})
afterAll(() => new Promise<void>((resolve) => outside.close(() => resolve())))

test('a report leaves the account once its sysadmin has said so, signed, and as its document', async () => {
  const { uuid } = await owner.ok(radreportAdd, { study_id: study, type: 'CT', fields: { a: 'Normal.' } })
  const to = { uuid, email: ['a@example.org', 'b@example.org'] }
  const fax = { uuid, number: '+1 (555) 010-0123' }
  expect(await owner.refused(radreportEmail, to)).toBe('NOT_ENABLED')
  expect(await owner.refused(radreportFax, fax)).toBe('NOT_ENABLED')

  const authorize = (captcha_response: string) => ({ uuid: account_id, captcha_response })
  expect(await owner.refused(accountRadreportEmailAuthorize, authorize('guess'))).toBe('CAPTCHA_FAILED')
  const state = () => owner.ok(accountRadreportEmailGet, { uuid: account_id })
  expect(await state()).toEqual({
    enabled: 1,
    authorized: 0,
    captcha: {
      provider: 'turnstile',
      site_key: 'site',
      script: `http://127.0.0.1:${PORT}/turnstile/v0/api.js`,
    },
  })
  await owner.ok(accountRadreportEmailAuthorize, authorize('solved'))
  expect((await state()).authorized).toBe(1)
  expect(asked.at(-1)?.path).toBe('/turnstile/v0/siteverify')
  expect(new URLSearchParams(asked.at(-1)?.body.toString()).get('secret')).toBe('secret')

  expect(await owner.refused(radreportEmail, to)).toBe('NO_ATTACHMENT')
  expect(await owner.refused(radreportFax, fax)).toBe('NO_ATTACHMENT')
  await owner.ok(radreportAudit, { uuid, action: 'SIGNED', detail: 'x' })
  expect(await owner.refused(radreportEmail, { uuid, email: ['nobody'] })).toBe('INVALID_EMAIL')
  await owner.ok(radreportEmail, to)
  const { rows: mails } = await server.services.pool.query(
    'select recipient, subject, body_text, attachments from mail order by recipient',
  )
  expect(mails.map(({ recipient }) => recipient)).toEqual(['a@example.org', 'b@example.org'])
  expect(mails[0].attachments).toMatchObject([{ mime_type: 'application/pdf' }])
  expect(JSON.stringify(mails)).not.toContain('R1')
  const document = await server.services.objects.read(mails[0].attachments[0].hash)
  expect((await pdfPagesOf(document)).join()).toContain('Normal.')

  for (const number of ['12', '5550100123', 'x']) {
    expect(await owner.refused(radreportFax, { uuid, number })).toBe('INVALID_PHONE')
  }
  await owner.ok(radreportFax, fax)
  const { rows: jobs } = await server.services.pool.query(
    `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'fax_send'`,
  )
  await faxSend.run(server.services, jobs[0].payload)
  const sent = asked.at(-1)
  expect(sent?.path).toBe('/v3/projects/project-1/faxes')
  expect(sent?.authorization).toBe(`Basic ${Buffer.from('key:secret').toString('base64')}`)
  expect(sent?.body.toString('latin1')).toContain('+15550100123')
  expect(sent?.body.includes(document)).toBe(true)
  status = 503
  await expect(faxSend.run(server.services, jobs[0].payload)).rejects.toThrow('503')
})

test('the page of the riddle, and no other, may ask its service', async () => {
  const policy = async (url: string) =>
    String((await server.app.inject({ url })).headers['content-security-policy'] ?? '')
  const opened = await policy('/admin/templates/sending')
  // Without a built application there is no page.
  if (opened === '') return
  expect(opened).toContain(`http://127.0.0.1:${PORT}`)
  expect(await policy('/admin/templates')).not.toContain('http://127.0.0.1')
})

test('where nothing can be sent there is nothing to authorise', async () => {
  const { admin, uuid } = await clinic(bare, {})
  const solved = { uuid, captcha_response: 'solved' }
  expect(await admin.refused(accountRadreportEmailAuthorize, solved)).toBe('NOT_ENABLED')
  expect(await admin.ok(accountRadreportEmailGet, { uuid })).toEqual({
    enabled: 0,
    authorized: 0,
    captcha: null,
  })
  const { rows } = await bare.services.pool.query(
    'select radreport_mail_out_authorized from account where uuid = $1',
    [uuid],
  )
  expect(rows).toEqual([{ radreport_mail_out_authorized: false }])
})
