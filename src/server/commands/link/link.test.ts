import { expect, test } from 'vitest'
import { accountSet, accountSettings } from '#contract/account.ts'
import { annotationAdd } from '#contract/annotation.ts'
import {
  linkAdd,
  linkDelete,
  linkGet,
  linkList,
  linkMail,
  linkPin,
  linkSession,
  linkSid,
  linkStatus,
  linkUsageList,
} from '#contract/link.ts'
import { roleList, roleSet } from '#contract/role.ts'
import { sessionPin } from '#contract/session.ts'
import { studyAdd, studySet, studySync } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { userNamespaceList } from '#contract/user.ts'
import { createSession } from '../../access/session.ts'
import { buildFile } from '../../dicom/testing/build.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

async function clinic() {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const { roles } = await admin.ok(roleList, { account_id: account.uuid })
  const permissions = {
    link_view: 1,
    link_edit: 1,
    link_edit_pin: 1,
    link_edit_upload: 1,
    can_proxy_login: 1,
  }
  for (const role of roles) await admin.ok(roleSet, { uuid: role.uuid, permissions })
  const [{ uuid: namespace } = { uuid: '' }] = (await admin.ok(userNamespaceList, {})).namespaces
  let made = 0
  const study = async (patientid: string, more = {}) => {
    made += 1
    const study_uid = `1.2.3.${account.uuid.replaceAll(/\D/g, '').slice(0, 12)}1.${made}`
    const place = { storage_namespace: namespace, phi_namespace: namespace }
    return (await admin.ok(studyAdd, { study_uid, patientid, ...place, ...more })).uuid
  }
  return { account, admin, namespace, study }
}

/** A visitor with the session that a link gave them. */
const as = (sid: string) => ({
  list: () => server.call(studyList, {}, { sid }),
  get: (uuid: string) => server.call(studyGet, { uuid }, { sid }),
})

const ids = (reply: { body: { studies?: { uuid: string }[] | undefined } }) =>
  (reply.body.studies ?? []).map(({ uuid }) => uuid)

test('a link shows its study, with priors when it says so, and nothing else of the namespace', async () => {
  const { admin, study } = await clinic()
  const [one, prior, other] = [await study('P1'), await study('p1'), await study('P2')]
  const { uuid, url, redirect_url } = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW' })
  expect(url).toMatch(new RegExp(`/link/${uuid}$`))
  const opened = await server.call(linkSession, { uuid })
  expect(opened.body).toMatchObject({ status: 'OK', action: 'STUDY_VIEW', study_count: 1, study_id: one })
  const guest = as(opened.body.sid ?? '')
  expect(ids(await guest.list())).toEqual([one])
  expect((await guest.get(one)).body.status).toBe('OK')
  for (const hidden of [prior, other]) expect((await guest.get(hidden)).body.error_type).toBe('NOT_FOUND')

  const wide = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW', include_priors: 1 })
  const { sid } = (await server.call(linkSession, { uuid: wide.uuid })).body
  expect(ids(await as(sid ?? '').list()).toSorted()).toEqual([one, prior].toSorted())

  const direct = await server.app.inject({ url: redirect_url.replace(/^https?:\/\/[^/]+/, '') })
  expect([direct.statusCode, direct.headers.location]).toEqual([302, `/link/${uuid}`])
})

test('a guest changes nothing and reads no account', async () => {
  const { account, admin, study } = await clinic()
  const one = await study('P1')
  const { uuid } = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW' })
  const sid = (await server.call(linkSession, { uuid })).body.sid ?? ''
  const refused = async (reply: Promise<{ body: { error_type?: unknown } }>) => (await reply).body.error_type
  expect(await refused(server.call(studySet, { study_id: one, patient_name: 'X' }, { sid }))).toBe(
    'NOT_PERMITTED',
  )
  expect(await refused(server.call(roleList, { account_id: account.uuid }, { sid }))).toBe('NOT_PERMITTED')
  expect(await refused(server.call(linkAdd, { study_id: one, action: 'STUDY_VIEW' }, { sid }))).toBe(
    'NOT_PERMITTED',
  )
  const marked = { study_id: one, series_uid: '1.2', instance_uid: '1.2.3', frame_number: 1, json: {} }
  expect(await refused(server.call(annotationAdd, marked, { sid }))).toBe('NOT_PERMITTED')
  const settings = await server.call(accountSettings, { account_id: account.uuid }, { sid })
  expect(settings.body.settings).not.toHaveProperty('max_link_studies')
})

test('a filter’s link finds what its user sees, viewed alone and listed together', async () => {
  const { account, admin, study } = await clinic()
  const [one, two] = [await study('P1', { modality: 'CT' }), await study('P2', { modality: 'MR' })]
  const filter = { 'modality.equals': 'CT' }
  const { uuid } = await admin.ok(linkAdd, { filter, account_id: account.uuid, action: 'STUDY_LIST' })
  const opened = await server.call(linkSession, { uuid })
  expect(opened.body).toMatchObject({ action: 'STUDY_VIEW', study_count: 1 })
  expect(ids(await as(opened.body.sid ?? '').list())).toEqual([one])
  await server.services.pool.query("update study set modality = 'CT' where uuid = $1", [two])
  expect((await server.call(linkSession, { uuid })).body).toMatchObject({
    action: 'STUDY_LIST',
    study_count: 2,
  })
  const broken = { filter: { 'nothing.equals': '1' }, account_id: account.uuid, action: 'STUDY_LIST' }
  expect(await admin.refused(linkAdd, broken)).toBe('INVALID_FIELD')
})

test('password, date of birth, hits, minutes and deletion each close a link', async () => {
  const { admin, study } = await clinic()
  const one = await study('P1', { patient_birth_date: '19800401' })
  const open = async (params: object) => (await server.call(linkSession, { uuid: '', ...params })).body
  const secret = await admin.ok(linkAdd, {
    study_id: one,
    action: 'STUDY_VIEW',
    password: 'open-sesame',
    password_max_attempts: 2,
  })
  expect((await server.call(linkStatus, { uuid: secret.uuid })).body).toMatchObject({
    has_password: 1,
    state: 'OPEN',
  })
  expect((await open({ uuid: secret.uuid })).error_type).toBe('INVALID_CREDENTIALS')
  expect((await open({ uuid: secret.uuid, password: 'wrong' })).error_type).toBe('INVALID_CREDENTIALS')
  expect((await open({ uuid: secret.uuid, password: 'open-sesame' })).status).toBe('OK')
  for (const password of ['a', 'b', 'open-sesame'])
    expect((await open({ uuid: secret.uuid, password })).error_type).toBe('INVALID_CREDENTIALS')
  expect((await server.call(linkStatus, { uuid: secret.uuid })).body.state).toBe('LOCKED')

  const birth = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW', password_is_dob: 1 })
  expect((await open({ uuid: birth.uuid, password: '2 Apr 1980' })).error_type).toBe('INVALID_CREDENTIALS')
  for (const password of ['19800401', '4/1/1980', '01.04.1980', '1 April 1980'])
    expect((await open({ uuid: birth.uuid, password })).status).toBe('OK')

  const once = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW', max_hits: 1 })
  const visits = await Promise.all([1, 2, 3].map(() => open({ uuid: once.uuid })))
  expect(visits.filter(({ status }) => status === 'OK')).toHaveLength(1)
  expect((await server.call(linkStatus, { uuid: once.uuid })).body.state).toBe('EXHAUSTED')

  const short = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW', minutes_alive: 5 })
  const { sid } = await open({ uuid: short.uuid })
  await server.services.pool.query("update link set expires = now() - interval '1 second' where uuid = $1", [
    short.uuid,
  ])
  expect((await server.call(linkStatus, { uuid: short.uuid })).body.state).toBe('EXPIRED')
  expect(ids(await as(sid ?? '').list())).toEqual([])

  const gone = await open({ uuid: birth.uuid, password: '19800401' })
  await admin.ok(linkDelete, { uuid: birth.uuid })
  expect((await as(gone.sid ?? '').list()).code).toBe(401)
  expect((await server.call(linkStatus, { uuid: birth.uuid })).body.error_type).toBe('NOT_FOUND')
})

test('whoever stopped a link opens it again, as it was, for ten minutes, and nobody else does', async () => {
  const { admin, study, account } = await clinic()
  const one = await study('P1')
  const { uuid } = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW', max_hits: 2 })
  const visit = async () => (await server.call(linkSession, { uuid })).body
  const { sid } = await visit()
  expect(await admin.refused(linkDelete, { uuid, undo: 1 })).toBe('NOT_FOUND')
  await admin.ok(linkDelete, { uuid })
  expect((await visit()).error_type).toBe('NOT_FOUND')
  const other = await server.person(account, 'admin')
  expect(await other.refused(linkDelete, { uuid, undo: 1 })).toBe('NOT_FOUND')
  await admin.ok(linkDelete, { uuid, undo: 1 })
  // The visits before it are over; the next one is the second.
  expect((await as(sid ?? '').list()).code).toBe(401)
  expect((await visit()).status).toBe('OK')
  expect((await visit()).error_type).toBe('NOT_FOUND')
  await admin.ok(linkDelete, { uuid })
  await server.services.pool.query(
    "update link set deleted = now() - interval '11 minutes' where uuid = $1",
    [uuid],
  )
  expect(await admin.refused(linkDelete, { uuid, undo: 1 })).toBe('NOT_FOUND')
})

test('a link ends with the right of the one in whose name it works', async () => {
  const { account, admin, study } = await clinic()
  const one = await study('P1')
  const colleague = await server.person(account)
  const { uuid } = await colleague.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW' })
  const { sid } = (await server.call(linkSession, { uuid })).body
  expect(ids(await as(sid ?? '').list())).toEqual([one])
  await server.services.pool.query('delete from user_account where user_id = $1', [colleague.user_id])
  expect(ids(await as(sid ?? '').list())).toEqual([])
  expect((await admin.ok(linkGet, { uuid })).hits).toBe(1)
})

test('an upload link fills its namespace, its fields included, and shows the guest what they sent', async () => {
  const { admin, namespace, study } = await clinic()
  const other = await study('P1')
  const upload = {
    namespace_id: namespace,
    action: 'STUDY_UPLOAD',
    upload_match: { '(0010,0020)': '/^P9$/' },
  }
  const { uuid } = await admin.ok(linkAdd, upload)
  const opened = await server.call(linkSession, { uuid, email_address: 'doctor@example.org' })
  expect(opened.body).toMatchObject({ action: 'STUDY_UPLOAD', namespace_id: namespace })
  const sid = opened.body.sid ?? ''
  const place = { storage_namespace: namespace, phi_namespace: namespace }
  const sent = await server.call(studyAdd, { study_uid: '1.9.9.1', patientid: 'P9', ...place }, { sid })
  expect(sent.body.status).toBe('OK')
  expect((await as(sid).get(sent.body.uuid ?? '')).body.status).toBe('OK')
  expect(
    (await server.call(studySync, { uuid: sent.body.uuid ?? '', image_count: 1 }, { sid })).body.status,
  ).toBe('OK')
  expect((await as(sid).get(other)).body.error_type).toBe('NOT_FOUND')
  const elsewhere = await clinic()
  const stranger = { storage_namespace: elsewhere.namespace, phi_namespace: elsewhere.namespace }
  const refused = await server.call(studyAdd, { study_uid: '1.9.9.2', ...stranger }, { sid })
  expect(refused.body.error_type).toBe('NAMESPACE_NOT_FOUND')
  const image = (PatientID: string) =>
    server.app.inject({
      method: 'POST',
      url: `/api/v3/storage/namespace/${namespace}/image?sid=${sid}`,
      headers: { 'content-type': 'application/dicom' },
      payload: buildFile({
        studyUID: '1.9.9.1',
        seriesUID: '1.9.9.1.1',
        sopUID: '1.9.9.1.1.1',
        patientID: PatientID,
      }),
    })
  const wrong = await image('P8')
  expect([wrong.statusCode, wrong.json().message]).toEqual([412, 'The link takes other images: (0010,0020)'])
  expect((await image('P9')).statusCode).toBe(202)
})

test('a link for members asks for a PIN that goes to their address', async () => {
  const { account, admin, study } = await clinic()
  const one = await study('P1')
  const { uuid } = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW', pin_auth: 1 })
  const stranger = await server.call(linkSession, { uuid, email_address: 'stranger@example.org' })
  expect(stranger.body.error_type).toBe('INVALID_CREDENTIALS')
  const member = await server.person(account)
  const opened = await server.call(linkSession, { uuid, email_address: member.email })
  expect(opened.body).toMatchObject({ pin_required: 1, pin_via: 'EMAIL' })
  const sid = opened.body.sid ?? ''
  expect((await as(sid).list()).code).toBe(401)
  const { rows } = await server.services.pool.query('select body_text from mail where recipient = $1', [
    member.email,
  ])
  const pin = /\d{6}/.exec(rows[0]?.body_text)?.[0] ?? ''
  expect((await server.call(sessionPin, { sid, pin })).body.status).toBe('OK')
  expect(ids(await as(sid).list())).toEqual([one])
})

test('a PIN opens a link once; a short id and a usage each lead to a session', async () => {
  const { account, admin, study } = await clinic()
  const one = await study('P1')
  const { uuid } = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW' })
  const { pin, duration } = await admin.ok(linkPin, { uuid })
  expect(duration).toBe(600)
  expect((await server.call(linkSession, { pin })).body.status).toBe('OK')
  expect((await server.call(linkSession, { pin })).body.error_type).toBe('INVALID_PIN')

  const filter = { 'patientid.equals': 'P1' }
  const params = { filter, account_id: account.uuid, action: 'STUDY_LIST', workflow: 'patient_studies' }
  const short = await admin.ok(linkAdd, params)
  const { short_id } = await admin.ok(linkGet, { uuid: short.uuid })
  expect((await server.call(linkSession, { short_id: short_id ?? '' })).body.status).toBe('OK')
  const both = { short_id: short_id ?? '', uuid }
  expect((await server.call(linkSession, both)).body.error_type).toBe('ONLY_ONE')

  const { usage_id } = (await server.call(linkSession, { uuid })).body
  const usage = { uuid: usage_id ?? '', email: 'jane@example.org' }
  const taken = await server.call(linkSid, usage)
  expect(ids(await as(taken.body.sid ?? '').list())).toEqual([one])
  expect((await server.call(linkSid, usage)).body.error_type).toBe('NOT_FOUND')
})

test('a sign-in link is that user’s, safe or not made', async () => {
  const { account, admin } = await clinic()
  const colleague = await server.person(account)
  const login = { user_id: colleague.user_id, account_id: account.uuid, action: 'LOGIN' }
  expect(await admin.refused(linkAdd, login)).toBe('INSECURE_PARAMETERS')
  const { uuid, redirect_url } = await admin.ok(linkAdd, { ...login, max_hits: 1 })
  const reply = await server.app.inject({ url: redirect_url.replace(/^https?:\/\/[^/]+/, '') })
  expect([reply.statusCode, reply.headers.location]).toEqual([302, '/studies'])
  const cookie = String(reply.cookies.find(({ name }) => name === 'collimate_sid')?.value)
  const { body } = await server.call(userNamespaceList, {}, { sid: cookie })
  expect(body.namespaces?.map((one) => one.uuid)).toContain(account.namespace_id)
  expect((await server.call(linkStatus, { uuid })).body.state).toBe('EXHAUSTED')
})

test.each([
  [{ action: 'STUDY_SEE' }, 'INVALID_ACTION'],
  [{ email: 'nobody' }, 'INVALID_EMAIL'],
  [{ mobile_phone: 'call me' }, 'INVALID_PHONE'],
  [{ referer: '(' }, 'INVALID_REGEXP'],
  [{ max_hits: 0 }, 'VALIDATE'],
  [{ anonymize: { nothing: 's/a/b/' } }, 'INVALID_FIELD_NAME'],
  [{ anonymize: { patient_name: 'b' } }, 'INVALID_REGEXP'],
  [{ upload_match: { name: 'x' } }, 'INVALID_UPLOAD_MATCH'],
  [{ charge_amount: 100 }, 'INVALID_CHARGE'],
  [{ workflow: 'other' }, 'VALIDATION_FAILED'],
  [{ viewer: 'osirix' }, 'VIEWER_NOT_ALLOWED'],
  [{ study_id: '9a3c6f6e-0000-4000-8000-000000000000' }, 'NOT_FOUND'],
])('/link/add with %o is refused with %s', async (params, token) => {
  const { admin, study } = await clinic()
  const whole = { study_id: await study('P1'), action: 'STUDY_VIEW', ...params }
  expect(await admin.refused(linkAdd, whole)).toBe(token)
})

test('links are listed by study, person and account, mailed, and hidden from strangers', async () => {
  const { account, admin, study } = await clinic()
  const one = await study('P1')
  const { uuid } = await admin.ok(linkAdd, { study_id: one, action: 'STUDY_VIEW', email: 'a@example.org' })
  for (const scope of [{ study_id: one }, { user_id: admin.user_id }, { account_id: account.uuid }])
    expect((await admin.ok(linkList, scope)).links.map((link) => link.uuid)).toEqual([uuid])
  await admin.ok(linkMail, { uuid, email: ['b@example.org'] })
  const { rows } = await server.services.pool.query(
    "select body_text from mail where recipient in ('a@example.org', 'b@example.org')",
  )
  expect(rows).toHaveLength(2)
  for (const row of rows) expect(row.body_text).toContain(`/link/${uuid}`)
  const stranger = await server.person(await server.account(), 'admin')
  for (const command of [linkGet, linkDelete, linkPin])
    expect(await stranger.refused(command, { uuid })).toBe('NOT_FOUND')
  expect(await stranger.refused(linkList, { study_id: one })).toBe('NOT_FOUND')
  expect((await stranger.ok(linkList, { user_id: admin.user_id })).links).toEqual([])
})

test('a session of nobody’s guest reaches nothing', async () => {
  const { rows } = await server.services.pool.query(
    `with n as (insert into namespace (type, type_uuid, name) values ('user_id', gen_random_uuid(), 'x') returning uuid)
     insert into "user" (email, first, last, is_anonymous, namespace_id) select 'x', '', 'x', true, uuid from n returning uuid`,
  )
  const made = { user_id: rows[0].uuid, minutes: 5, client_address: null }
  const sid = await createSession(server.services.db, made)
  expect(ids(await as(sid).list())).toEqual([])
})

test('whoever sees a link sees who has come by it, the latest first', async () => {
  const { admin, study, account } = await clinic()
  const { uuid } = await admin.ok(linkAdd, { study_id: await study('P1'), action: 'STUDY_VIEW' })
  expect((await admin.ok(linkUsageList, { uuid })).usages).toEqual([])
  for (const email_address of ['first@example.org', 'second@example.org'])
    await server.call(linkSession, { uuid, email_address })
  const { usages } = await admin.ok(linkUsageList, { uuid, 'page.rows': 1 })
  expect(usages).toMatchObject([{ email: 'second@example.org', client_address: '127.0.0.1' }])
  const reader = await server.person(account)
  for (const role of (await admin.ok(roleList, { account_id: account.uuid })).roles)
    await admin.ok(roleSet, {
      uuid: role.uuid,
      permissions: { link_view: role.name === 'Administrator' ? 1 : 0 },
    })
  expect(await reader.refused(linkUsageList, { uuid })).toMatch(/^NOT_(FOUND|PERMITTED)$/)
})

test('a list of links says to which study each leads, as far as whoever asks sees it', async () => {
  const { admin, study, account } = await clinic()
  const about = { patient_name: 'Doe^Jane', study_description: 'CT Thorax', study_date: '20260102' }
  const [one, moved] = [await study('P1', about), await study('P2', about)]
  for (const study_id of [one, moved]) await admin.ok(linkAdd, { study_id, action: 'STUDY_VIEW' })
  const elsewhere = await clinic()
  await server.services.pool.query('update study set phi_namespace = $2 where uuid = $1', [
    moved,
    elsewhere.namespace,
  ])
  const told = async () => {
    const { links } = await admin.ok(linkList, { account_id: account.uuid })
    return new Map(links.map((link) => [link.study_id, link.study]))
  }
  expect(await told()).toEqual(
    new Map([
      [moved, null],
      [one, about],
    ]),
  )
  await admin.ok(accountSet, { uuid: account.uuid, settings: { enforce_field_flags_server_side: 1 } })
  for (const role of (await admin.ok(roleList, { account_id: account.uuid })).roles)
    await admin.ok(roleSet, { uuid: role.uuid, permissions: { study_field_patient_name: 'H' } })
  expect((await told()).get(one)).toEqual({ ...about, patient_name: null })
})
