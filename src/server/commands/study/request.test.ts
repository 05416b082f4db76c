import { beforeAll, expect, test } from 'vitest'
import { accountListRequestable, accountSet } from '#contract/account.ts'
import { accountUserSet } from '#contract/account_user.ts'
import { activityDelete, activityGet, activityList, activityListCount } from '#contract/activity.ts'
import { messageAdd, messageList } from '#contract/message.ts'
import { roleSet } from '#contract/role.ts'
import { roleFilterAdd, roleFilterDelete } from '#contract/role_filter.ts'
import { studyDuplicate } from '#contract/study/copy.ts'
import { studyList } from '#contract/study/list.ts'
import {
  studyRequestAdd,
  studyRequestClose,
  studyRequestGet,
  studyRequestMatch,
} from '#contract/study/request.ts'
import { studyShare } from '#contract/study/share.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { notify } from '../../jobs/notify.ts'
import { clinic, stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

/** One clinic asks another for a patient's studies. */

const server = testServer()
const RIGHTS = {
  study_share: 1,
  study_share_request: 1,
  study_duplicate: 1,
  study_duplicate_request: 1,
  study_request_edit: 1,
  study_request_view: 1,
  study_request_view_inbound: 1,
  message_edit: 1,
  message_view: 1,
} as const
type Clinic = Awaited<ReturnType<typeof clinic>>
let asking: Clinic
let asked: Clinic
let sysadmin: Person
let study = ''
let made = 0

beforeAll(async () => {
  asking = await clinic(server, RIGHTS)
  asked = await clinic(server, RIGHTS)
  sysadmin = await server.person(undefined, 'user', { sysadmin: true })
  study = await stored('1.9.1')
  await stored('1.9.2', { patientName: 'Roe^Jane' })
})

async function stored(studyUID: string, file: { patientName?: string; studyDescription?: string } = {}) {
  await stow(server, asked.admin, asked.namespace, [
    {
      studyUID,
      patientName: 'Doe^Jane=山田',
      patientID: 'M1',
      modality: 'CT',
      studyDate: '20260302',
      studyDescription: 'CT Head',
      extra: [{ tag: 0x00100030, vr: 'DA', value: Buffer.from('19700501') }],
      ...file,
    },
  ])
  await notifyStudy(server.services, { storage_namespace: asked.namespace, study_uid: studyUID })
  const { rows } = await server.services.pool.query('select uuid from study where study_uid = $1', [studyUID])
  return String(rows[0].uuid)
}

const criteria = {
  comments: 'She comes on Monday',
  patient_first_name: 'jane',
  patient_last_name: 'DOE',
  patient_birth_date: '1970-05-01',
}

/** A request of its own: one criterion is never asked for twice. */
const ask = async (more: Record<string, string> = {}, who: Person = asking.admin) => {
  made += 1
  const study_date_start = `2025-01-${String(made).padStart(2, '0')}`
  const place = { namespace_id: asking.place, account_id: asked.uuid }
  return (await who.ok(studyRequestAdd, { ...criteria, ...place, study_date_start, ...more })).uuid
}

test('whom an account may ask is for a sysadmin to say', async () => {
  const request = { ...criteria, namespace_id: asking.place, account_id: asked.uuid }
  expect((await asking.admin.call(studyRequestAdd, request)).body).toMatchObject({
    error_type: 'NOT_FOUND',
    error_subtype: 'account_id',
  })
  const settings = { study_requestable_accounts: JSON.stringify([asked.uuid]) }
  expect((await asking.admin.call(accountSet, { uuid: asking.uuid, settings })).body).toMatchObject({
    error_type: 'NOT_PERMITTED',
    error_subtype: 'study_requestable_accounts',
  })
  await sysadmin.ok(accountSet, { uuid: asking.uuid, settings })
  expect(await asking.admin.ok(accountListRequestable, { namespace_id: asking.place })).toEqual({
    accounts: [{ uuid: asked.uuid, name: expect.any(String) }],
  })
  const { uuid } = await asking.admin.ok(studyRequestAdd, request)
  expect(await asking.admin.refused(studyRequestAdd, request)).toBe('ALREADY')
  expect(await asking.admin.refused(studyRequestAdd, { ...request, namespace_id: asked.place })).toBe(
    'NOT_FOUND',
  )
  expect(await asking.admin.refused(studyRequestAdd, { ...request, patient_birth_date: 'May' })).toBe(
    'INVALID_FIELD',
  )
  const reader = await server.person(asking.account, 'user', { global: true })
  await asking.admin.ok(roleSet, { uuid: asking.account.roles.user, permissions: { study_request_edit: 0 } })
  expect(await reader.refused(studyRequestAdd, { ...request, comments: 'x' })).toBe('NOT_PERMITTED')
  await asked.admin.ok(studyRequestClose, { uuid, status: 'C' })
})

test('each side reads a request as its own, a stranger not at all', async () => {
  const uuid = await ask({ patientid: 'm1', modality: 'ct', study_description: 'head' })
  const out = await asking.admin.ok(studyRequestGet, { uuid })
  expect(out).toMatchObject({
    study_request_status: 'N',
    patient_birth_date: '19700501',
    requested_account_id: asked.uuid,
    namespace_id: asking.place,
    message_count: 0,
  })
  expect(out).not.toHaveProperty('requesting_account_id')
  const incoming = await asked.admin.ok(studyRequestGet, { uuid })
  expect(incoming).toMatchObject({ requesting_account_id: asking.uuid, searches: [], found: [] })
  expect(incoming).not.toHaveProperty('namespace_id')
  const stranger = await server.person(await server.account(), 'admin', { global: true })
  for (const [command, params] of [
    [studyRequestGet, { uuid }],
    [studyRequestMatch, { study_request_id: uuid }],
    [studyRequestClose, { uuid, status: 'R' }],
    [messageAdd, { study_request_id: uuid, body: 'x' }],
  ] as const)
    expect((await server.call(command, params, { sid: stranger.sid })).body.error_type).toBe('NOT_FOUND')
  expect(await asking.admin.refused(studyRequestMatch, { study_request_id: uuid })).toBe('NOT_PERMITTED')
  const reader = await server.person(asking.account, 'user')
  const view = (permissions: Record<string, 0 | 1>) =>
    asking.admin.ok(roleSet, { uuid: asking.account.roles.user, permissions })
  await view({ study_request_view_only_own: 1 })
  expect(await reader.refused(studyRequestGet, { uuid })).toBe('NOT_PERMITTED')
  await view({ study_request_view_only_own: 0, study_request_view: 0 })
  expect(await reader.refused(studyRequestGet, { uuid })).toBe('NOT_PERMITTED')
})

test('what matches is found, shared where it is asked for, and then no longer found', async () => {
  const uuid = await ask({ patientid: 'm1', modality: 'ct', study_description: 'head' })
  const matching = async (id = uuid) =>
    (await asked.admin.ok(studyRequestMatch, { study_request_id: id })).studies.map((one) => one.study_uid)
  expect(await matching()).toEqual(['1.9.1'])
  expect(await matching(await ask({ modality: 'MR' }))).toEqual([])
  expect(await matching(await ask({ study_date_end: '20260301' }))).toEqual([])
  expect(await matching(await ask({ study_description: '%' }))).toEqual([])
  expect(await matching(await ask({ patient_sex: 'M' }))).toEqual([])
  const roe = (await asked.admin.ok(studyList, { 'filter.study_uid.equals': '1.9.2' })).studies[0]?.uuid ?? ''
  const share = (id: string) => ({ uuid: id, study_request_id: uuid })
  expect(await asked.admin.refused(studyShare, share(roe))).toBe('NOT_MATCHED')
  expect(await asking.admin.refused(studyShare, share(study))).toBe('NOT_FOUND')
  await asked.admin.ok(studyShare, share(study))
  const there = await asking.admin.ok(studyList, { 'filter.phi_namespace.equals': asking.place })
  expect(there.studies.map((one) => one.study_uid)).toEqual(['1.9.1'])
  expect((await asking.admin.ok(studyRequestGet, { uuid })).study_request_status).toBe('I')
  expect(await matching()).toEqual([])
  await asked.admin.ok(studyRequestClose, { uuid, status: 'C' })
  expect(await asked.admin.refused(studyShare, share(study))).toBe('REQUEST_CLOSED')
  expect(await asked.admin.refused(studyRequestMatch, { study_request_id: uuid })).toBe('REQUEST_CLOSED')
})

test('what an access filter hides does not match', async () => {
  const uuid = await ask({ patient_last_name: 'Roe' })
  const matching = async () =>
    (await asked.admin.ok(studyRequestMatch, { study_request_id: uuid })).studies.map((one) => one.study_uid)
  expect(await matching()).toEqual(['1.9.2'])
  const filter = await asked.admin.ok(roleFilterAdd, {
    account_id: asked.uuid,
    filter: { 'filter.study_uid.equals': '1.9.2' },
    permissions_mask: { study_view: 0 },
    object_type: 'Study',
  })
  expect(await matching()).toEqual([])
  await asked.admin.ok(roleFilterDelete, { uuid: filter.uuid })
})

test('a request is answered by a copy as well, out of the places that may', async () => {
  const uuid = await ask()
  const other = await stored('1.9.3')
  const copy = { uuid: other, study_request_id: uuid }
  const permit = (value: 0 | 1) =>
    asked.admin.ok(roleSet, {
      uuid: asked.account.roles.admin,
      permissions: { study_duplicate_request: value },
    })
  await permit(0)
  expect(await asked.admin.refused(studyDuplicate, copy)).toBe('NOT_PERMITTED')
  await permit(1)
  const only = (namespaces: string) =>
    sysadmin.ok(accountSet, { uuid: asked.uuid, settings: { study_requestable_namespaces: namespaces } })
  await only(asked.place)
  expect((await asked.admin.ok(studyRequestMatch, { study_request_id: uuid })).studies).toEqual([])
  expect(await asked.admin.refused(studyDuplicate, copy)).toBe('NOT_MATCHED')
  await only('__DELETE__')
  await asked.admin.ok(studyDuplicate, copy)
  const { studies } = await asking.admin.ok(studyList, { 'filter.study_uid.equals': '1.9.3' })
  expect(studies).toMatchObject([{ storage_namespace: asking.place }])
})

test('both inboxes show it, until it is put away', async () => {
  const uuid = await ask({ comments: 'Before the operation' })
  const of = async ({ admin, uuid: account_id }: Clinic) =>
    (await admin.ok(activityList, { account_id, 'page.rows': 100 })).activities.filter(
      (one) => 'study_request_id' in one && one.study_request_id === uuid,
    )
  const [incoming] = await of(asked)
  expect(incoming).toMatchObject({
    type: 'STUDY_REQUEST_INBOUND',
    status: 'N',
    account_id: asking.uuid,
    patient_last_name: 'DOE',
    comments: 'Before the operation',
    message_count: 0,
  })
  const [outgoing] = await of(asking)
  expect(outgoing).toMatchObject({ type: 'STUDY_REQUEST_OUTBOUND', account_id: asked.uuid })
  expect(incoming?.uuid).not.toBe(outgoing?.uuid)
  const { count } = await asked.admin.ok(activityListCount, {
    account_id: asked.uuid,
    'filter.type.equals': 'STUDY_REQUEST_INBOUND',
  })
  expect(count).toBeGreaterThan(0)
  expect(await asked.admin.refused(activityGet, { uuid: outgoing?.uuid ?? '' })).toBe('NOT_FOUND')
  await asked.admin.ok(studyRequestClose, { uuid, status: 'R', message: 'Not ours' })
  expect(await of(asked)).toEqual([])
  expect(await of(asking)).toMatchObject([{ status: 'R', message_count: 1 }])
  const { messages } = await asking.admin.ok(messageList, { 'filter.study_request_id.equals': uuid })
  expect(messages).toMatchObject([{ body: 'Not ours', namespace_id: asking.place }])
  await asking.admin.ok(activityDelete, { uuid: outgoing?.uuid ?? '' })
  expect(await of(asking)).toEqual([])
  expect(await asking.admin.refused(studyRequestClose, { uuid, status: 'C' })).toBe('REQUEST_CLOSED')
})

test('messages through a request go to the other side, and mail tells of it', async () => {
  const { pool } = server.services
  await asked.admin.ok(accountUserSet, {
    uuid: asked.uuid,
    user_id: asked.admin.user_id,
    event_incoming_study_request: 1,
  })
  const uuid = await ask()
  const { rows } = await pool.query(
    "select payload from graphile_worker._private_jobs where payload->>'path' = $1",
    [`/inbox?request=${uuid}`],
  )
  expect(rows).toHaveLength(1)
  await pool.query('update "user" set alt_emails = $1 where uuid = $2', [
    ['home@example.org'],
    asked.admin.user_id,
  ])
  await notify.run(server.services, rows[0].payload)
  const mails = await pool.query('select recipient, subject from mail where subject like $1', [
    '% asks for studies',
  ])
  expect(mails.rows.map(({ recipient }) => recipient).toSorted()).toEqual(
    [asked.admin.email, 'home@example.org'].toSorted(),
  )
  await asking.admin.ok(messageAdd, { study_request_id: uuid, body: 'Any news?' })
  await asked.admin.ok(messageAdd, { study_request_id: uuid, body: 'Tomorrow' })
  const through = async ({ admin }: Clinic) =>
    (await admin.ok(messageList, { 'filter.study_request_id.equals': uuid, 'filter.body.like': '%o%' }))
      .messages
  expect(await through(asking)).toMatchObject([{ body: 'Tomorrow', namespace_id: asking.place }])
  expect(
    (await asked.admin.ok(messageList, { 'filter.study_request_id.equals': uuid })).messages,
  ).toHaveLength(2)
  expect((await asking.admin.ok(studyRequestGet, { uuid })).message_count).toBe(2)
})
