import { webcrypto } from 'node:crypto'
import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { accountLinkKeyDelete, accountLinkKeyGet, accountLinkKeyReset } from '#contract/account_link_key.ts'
import { auditObject } from '#contract/audit.ts'
import { linkAdd } from '#contract/link.ts'
import { patientAdd, patientList } from '#contract/patient.ts'
import { studySet } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { clinic as clinicOf, stow } from '../../testing/clinic.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()
const query = (text: string, values: unknown[] = []) => server.services.pool.query(text, values)
let made = 0

/** As docs/links.md has it. */
async function seal(key: string, what: string, content: unknown): Promise<string> {
  const imported = await webcrypto.subtle.importKey('raw', Buffer.from(key, 'hex'), 'AES-GCM', false, [
    'encrypt',
  ])
  const iv = webcrypto.getRandomValues(new Uint8Array(12))
  const additionalData = Buffer.from(what)
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const sealed = await webcrypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData },
    imported,
    Buffer.from(text),
  )
  return Buffer.concat([iv, Buffer.from(sealed)]).toString('base64url')
}

async function clinic() {
  const found = await clinicOf(server, { study_share: 1, study_share_user: 1 })
  const { admin, uuid, namespace } = found
  const { rows } = await query('select uuid from user_account where user_id = $1', [admin.user_id])
  const u = String(rows[0].uuid)
  const { key } = await admin.ok(accountLinkKeyReset, { uuid })
  const study = async (accessionNumber: string, patientID = 'P1') => {
    made += 1
    const study_uid = `1.12.${made}`
    await stow(server, admin, namespace, [{ studyUID: study_uid, accessionNumber, patientID }])
    await notifyStudy(server.services, { storage_namespace: namespace, study_uid })
    const { rows: studies } = await query('select uuid from study where study_uid = $1', [study_uid])
    return String(studies[0].uuid)
  }
  const go = (path: string, parameters: Record<string, string>, headers: Record<string, string> = {}) =>
    server.app.inject({ url: `/api/v3/link/${path}?${new URLSearchParams(parameters)}`, headers })
  const external = async (content: unknown, headers?: Record<string, string>, what = `external:${u}`) =>
    go('external', { u, v: await seal(key, what, content) }, headers)
  const sso = async (content: unknown) => go('sso', { u, v: await seal(key, `sso:${u}`, content) })
  return { ...found, u, key, study, go, external, sso }
}

const sidOf = (answer: { cookies: { name: string; value: string }[] }) =>
  answer.cookies.find(({ name }) => name === 'collimate_sid')?.value ?? ''
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

test('another program opens a study that a member may see, once, and what it says is kept', async () => {
  const { admin, study, external, uuid } = await clinic()
  const one = await study('A1')
  const opened = await external({
    'filter.accession_number.equals': 'A1',
    email_address: 'doctor@example.org',
    reason: 'tumour board',
  })
  expect([opened.statusCode, opened.headers.location]).toEqual([302, `/guest/study/${one}`])
  const { studies } = (await server.call(studyList, {}, { sid: sidOf(opened) })).body
  expect(studies?.map((found) => found.uuid)).toEqual([one])
  const { rows } = await query('select email, detail from link_usage order by created desc limit 1')
  expect(rows).toEqual([
    {
      email: 'doctor@example.org',
      detail: { email_address: 'doctor@example.org', reason: 'tumour board' },
    },
  ])
  await study('A2')
  expect((await external({ 'filter.accession_number.in': '["A1","A2"]' })).headers.location).toBe('/guest')
  await admin.ok(accountSet, { uuid, settings: { link_external_study_list_path: '/worklist' } })
  expect((await external({ 'filter.accession_number.in': '["A1","A2"]' })).headers.location).toBe('/worklist')
  await admin.ok(accountSet, { uuid, settings: { link_external_study_list_path: '//elsewhere.example' } })
  expect((await external({ 'filter.accession_number.in': '["A1","A2"]' })).headers.location).toBe('/guest')
  expect((await external({ 'filter.accession_number.equals': 'none' })).body).toContain('Study not found.')
})

test('a link from outside is refused in the words of the document', async () => {
  const { admin, uuid, u, key, go, external, study } = await clinic()
  await study('A1')
  const filter = { 'filter.accession_number.equals': 'A1' }
  const word = (answer: { json: () => { error_type: string } }) => answer.json().error_type
  expect(word(await go('external', { u }))).toBe('MISSING_PARAMETERS')
  expect(word(await go('external', { u: uuid, v: 'x' }))).toBe('ACCOUNT_USER_NOT_FOUND')
  expect(word(await go('external', { u, v: 'nonsense' }))).toBe('DECRYPT_FAILED')
  // What was made for another purpose, another member or another time opens nothing.
  expect(word(await external(filter, {}, `sso:${u}`))).toBe('DECRYPT_FAILED')
  expect(word(await external(filter, {}, `external:${uuid}`))).toBe('DECRYPT_FAILED')
  expect(word(await external({ ...filter, expires: inSeconds(-1) }))).toBe('DECRYPT_FAILED')
  expect(word(await external('[]'))).toBe('NOT_HASH')
  expect(word(await external({ note: 'x' }))).toBe('NO_FILTER')
  expect(word(await external({ 'filter.nonsense.equals': 'x' }))).toBe('INVALID_FIELD')
  await admin.ok(accountSet, { uuid, settings: { link_external_referer: '/^https:\\/\\/emr\\.example\\//' } })
  expect(word(await external(filter))).toBe('INVALID_SOURCE')
  expect((await external(filter, { referer: 'https://emr.example/page' })).statusCode).toBe(302)
  await admin.ok(accountSet, {
    uuid,
    settings: { link_external_referer: '', link_external_whitelist: '10.0.0.0/8' },
  })
  expect(word(await external(filter))).toBe('IP_BLOCKED')
  await admin.ok(accountSet, { uuid, settings: { link_external_whitelist: '' } })
  expect(await admin.ok(accountLinkKeyGet, { uuid })).toEqual({ has_key: 1 })
  await admin.ok(accountLinkKeyReset, { uuid })
  expect(word(await go('external', { u, v: await seal(key, `external:${u}`, filter) }))).toBe(
    'DECRYPT_FAILED',
  )
  await admin.ok(accountLinkKeyDelete, { uuid })
  expect(word(await external(filter))).toBe('ACCOUNT_NOT_SET')
})

test('a patient signs in by a link, gets their studies, and the link opens once', async () => {
  const { admin, account, uuid, u, key, study, go, sso } = await clinic()
  const mine = await study('A1', 'MRN1')
  await study('A2', 'MRN2')
  await admin.ok(patientAdd, { account_id: uuid, name: 'Jane Doe', mrn: 'mrn1', email: 'jane@example.org' })
  const person = { email: 'jane@example.org', first_name: 'Jane', last_name: 'Doe', expires: inSeconds(60) }
  const word = (answer: { json: () => { error_type: string } }) => answer.json().error_type
  expect(word(await sso(person))).toBe('ACCOUNT_NOT_SET')
  const options = JSON.stringify({ blocked_emails: ['clinic@example.org'] })
  const settings = { sso_share_phr_workflow: 1, sso_share_phr_workflow_options: options }
  await admin.ok(accountSet, { uuid, settings })
  expect((await sso({ email: 'jane@example.org' })).json()).toMatchObject({
    error_type: 'MISSING_INFO',
    error_subtype: ['first_name', 'last_name', 'expires'],
  })
  expect(word(await sso({ ...person, expires: inSeconds(86_400) }))).toBe('MISSING_INFO')
  expect(word(await sso({ ...person, email: 'clinic@example.org' }))).toBe('NOT_PERMITTED')

  const v = await seal(key, `sso:${u}`, person)
  const opened = await go('sso', { u, v })
  expect([opened.statusCode, opened.headers.location]).toEqual([302, '/studies'])
  const { studies } = (await server.call(studyList, {}, { sid: sidOf(opened) })).body
  expect(studies).toHaveLength(1)
  const { rows } = await query('select shared_from_study from study where uuid = $1', [studies?.[0]?.uuid])
  expect(rows).toEqual([{ shared_from_study: mine }])
  expect((await go('sso', { u, v })).json()).toMatchObject({
    error_type: 'DECRYPT_FAILED',
    error_subtype: 'USED',
  })
  // The second time they are known; they are nobody's member.
  expect((await sso(person)).headers.location).toBe('/studies')
  const members = await query('select from user_account where account_id = $1', [account.uuid])
  expect(members.rowCount).toBe(1)

  const elsewhere = await server.person(await server.account())
  const foreign = await sso({ ...person, email: elsewhere.email })
  expect(foreign.headers.location).toBe('/login')
  expect(sidOf(foreign)).toBe('')
})

test('a link that is opened for a member says so in the audit', async () => {
  const { admin, account, key, study, go } = await clinic()
  const one = await study('A1')
  const reader = await server.person(account)
  const link = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW', skip_email_prompt: 1 })
  const { uuid } = link
  const redirect = async (content: unknown, what = `redirect:${uuid}`) =>
    go('redirect', { uuid, v: await seal(key, what, content) })
  const opened = await redirect({ context_user_id: reader.user_id, case: '7' })
  expect(opened.headers.location).toBe(`/guest/study/${one}`)
  const log = await admin.ok(auditObject, { uuid: one })
  expect(log.events?.find(({ action }) => action === 'LINK_USED')?.detail).toMatchObject({
    context_user_id: reader.user_id,
    case: '7',
  })
  const stranger = await server.person()
  expect((await redirect({ context_user_id: stranger.user_id })).json().error_type).toBe('NOT_FOUND')
  expect((await redirect({}, 'redirect:other')).json().error_type).toBe('DECRYPT_FAILED')
})

test('the options of an account make patients, find by a number, and bring what has changed', async () => {
  const { admin, uuid, study, sso } = await clinic()
  const mine = await study('A1', 'MRN1')
  await study('A2', 'MRN2')
  const options = { create_patient: 1, force_reshare: 1, accession_number: 'order' }
  const say = (more: object) =>
    admin.ok(accountSet, {
      uuid,
      settings: {
        sso_share_phr_workflow: 1,
        sso_share_phr_workflow_options: JSON.stringify({ ...options, ...more }),
      },
    })
  await say({})
  const person = { email: 'max@example.org', first_name: 'Max', last_name: 'Roe', expires: inSeconds(60) }
  const patients = async () =>
    (await admin.ok(patientList, { account_id: uuid })).patients.map(({ name, mrn, email, birth_date }) => ({
      name,
      mrn,
      email,
      birth_date,
    }))
  // Nothing says who they are: no number, and no study of one patient.
  await sso(person)
  expect(await patients()).toEqual([])
  const opened = await sso({ ...person, order: 'A1', birth_date: '19700101' })
  expect(await patients()).toEqual([
    { name: 'Max Roe', mrn: 'MRN1', email: 'max@example.org', birth_date: '19700101' },
  ])
  const said = async () => {
    const { studies } = (await server.call(studyList, {}, { sid: sidOf(opened) })).body
    return studies?.map(({ study_description }) => study_description)
  }
  const before = await said()
  expect(before).toHaveLength(1)
  await admin.ok(studySet, { study_id: mine, study_description: 'Corrected' })
  await say({ force_reshare: 0 })
  await sso({ ...person, n: 1 })
  expect(await said()).toEqual(before)
  await say({})
  await sso({ ...person, n: 2 })
  expect(await said()).toEqual(['Corrected'])
  expect(await patients()).toHaveLength(1)
  // Somebody else with a number that is taken is no second patient.
  await sso({ ...person, email: 'ann@example.org', mrn: 'mrn1' })
  expect((await patients()).map(({ email }) => email)).toEqual(['max@example.org'])
})
