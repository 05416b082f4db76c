import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import {
  auditAccount,
  auditChain,
  auditDeleted,
  auditFailedlogins,
  auditLog,
  auditUser,
} from '#contract/audit.ts'
import { groupAdd } from '#contract/group.ts'
import { reportStatus } from '#contract/report.ts'
import { sessionLogin } from '#contract/session.ts'
import { studyAdd, studyDelete, studySet } from '#contract/study/edit.ts'
import { sealAudit } from '../../audit/seal.ts'
import { auditCheck } from '../../jobs/audit_check.ts'
import { auditReport } from '../../jobs/audit_report.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

test('an account’s history, what one of its people did, and what was deleted', async () => {
  const account = await server.account()
  const account_id = account.uuid
  const admin = await server.person(account, 'admin')
  const second = await server.person(account, 'admin')
  const reader = await server.person(account, 'user')
  const stranger = await server.person(await server.account(), 'admin')
  const place = { storage_namespace: account.namespace_id, phi_namespace: account.namespace_id }
  const { uuid } = await admin.ok(studyAdd, { study_uid: '1.6.1', patient_name: 'Doe^Jane', ...place })
  await server.services.db.updateTable('study').set({ phantom: false }).where('uuid', '=', uuid).execute()
  await second.ok(studySet, { study_id: uuid, patient_name: 'Doe^Janet' })
  await admin.ok(groupAdd, { account_id, name: 'Ward' })
  await second.ok(studyDelete, { uuid })

  const all = await admin.ok(auditAccount, { account_id })
  expect(all.events?.map((event) => [event.action, event.type, event.who])).toEqual([
    ['DELETED', 'Study', second.name],
    ['ADD', 'Group', admin.name],
    ['EDIT', 'Study', second.name],
    ['ADD', 'Study', admin.name],
  ])
  expect((await admin.ok(auditAccount, { account_id, reverse: 1 })).events?.[0]?.action).toBe('ADD')
  expect((await admin.ok(auditAccount, { account_id, 'filter.created.ge': '2999-01-01' })).events).toEqual([])
  const did = await admin.ok(auditUser, {
    account_id,
    user_id: second.user_id,
    study_fields: ['patient_name', 'nonsense'],
  })
  expect(did.events?.map((event) => [event.action, event.study])).toEqual([
    ['DELETED', { patient_name: 'Doe^Janet' }],
    ['EDIT', { patient_name: 'Doe^Janet' }],
  ])
  expect(await admin.refused(auditUser, { account_id, user_id: stranger.user_id })).toBe('NOT_FOUND')
  expect((await admin.ok(auditDeleted, { account_id, type: 'Study' })).objects).toMatchObject([
    { uuid, who: second.name },
  ])
  expect((await admin.ok(auditDeleted, { account_id, type: 'Group' })).objects).toEqual([])
  expect(await reader.refused(auditAccount, { account_id })).toBe('NOT_PERMITTED')
  expect(await reader.refused(auditDeleted, { account_id, type: 'Study' })).toBe('NOT_PERMITTED')

  const { report_id = '' } = await admin.ok(auditAccount, { account_id, download: 1 })
  await auditReport.run(server.services, { report_id })
  expect((await admin.ok(reportStatus, { report_id })).percent).toBe(100)
})

test('a download holds what the filters leave, and a history is found by its patient', async () => {
  const account = await server.account()
  const account_id = account.uuid
  const admin = await server.person(account, 'admin')
  const place = { storage_namespace: account.namespace_id, phi_namespace: account.namespace_id }
  for (const patientid of ['P1', 'P2'])
    await admin.ok(studyAdd, { study_uid: `1.6.2${patientid === 'P1' ? 1 : 2}`, patientid, ...place })
  const of = { account_id, 'filter.patientid.equals': 'p1' }
  expect((await admin.ok(auditAccount, of)).events).toHaveLength(1)
  expect(
    (await admin.ok(auditAccount, { account_id, 'filter.study_uid.equals': '1.6.22' })).events,
  ).toHaveLength(1)
  expect(await admin.refused(auditAccount, { account_id, download: 1, 'filter.nonsense.equals': '1' })).toBe(
    'INVALID_FIELD',
  )
  const { report_id = '' } = await admin.ok(auditAccount, { ...of, download: 1 })
  await auditReport.run(server.services, { report_id })
  const { rows } = await server.services.pool.query(
    'select parameters, object_key from report where uuid = $1',
    [report_id],
  )
  expect(rows[0].parameters.filters).toEqual({ 'filter.patientid.equals': 'p1' })
  expect(rows[0].object_key).not.toBeNull()
})

test('the chain is checked when asked, and says where it broke', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  await admin.ok(groupAdd, { account_id: account.uuid, name: 'Ward' })
  const { db, pool } = server.services
  while ((await sealAudit(db)) > 0);
  const chain = () => admin.ok(auditChain, { account_id: account.uuid, verify: 1 })
  expect(await chain()).toMatchObject({ checked: null, broken: null })
  await auditCheck.run(server.services, {})
  const { sealed, ...found } = await chain()
  expect(sealed).toBeGreaterThan(0)
  expect(found).toMatchObject({ checked_seals: sealed, broken: null })
  await pool.query('alter table audit disable trigger audit_append_only')
  await pool.query("update audit set what = 'Other' where seal = $1", [sealed])
  await pool.query('alter table audit enable trigger audit_append_only')
  await auditCheck.run(server.services, {})
  expect(await chain()).toMatchObject({ broken: sealed })
})

test('failed logins are kept for accounts that ask for them', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const reader = await server.person(account, 'user')
  const fail = () => server.call(sessionLogin, { login: reader.email, password: 'wrong' })
  const events = async (from_time?: number) =>
    (await admin.ok(auditFailedlogins, { account_id: account.uuid, ...(from_time ? { from_time } : {}) }))
      .events
  await fail()
  expect(await events()).toEqual([])
  await admin.ok(accountSet, { uuid: account.uuid, settings: { audit_failed_logins: 5 } })
  for (let n = 0; n < 10; n++) await fail()
  const [last, ...before] = await events()
  expect(last).toEqual([expect.any(Number), 'LOCKOUT', null, '127.0.0.1', reader.email])
  expect(before.map((event) => event[1])).toEqual(Array(4).fill('PRIMARY'))
  expect(await events(Math.floor(Date.now() / 1000) + 60)).toEqual([])
  expect(await reader.refused(auditFailedlogins, { account_id: account.uuid })).toBe('NOT_PERMITTED')
})

test('clients log into buckets, neither much nor often', async () => {
  const log = (params: Record<string, string>) => server.call(auditLog, { bucket: 'Viewer', ...params })
  expect((await log({ bucket: 'x' })).body.error_type).toBe('INVALID_BUCKET')
  expect((await log({ bucket: 'no spaces' })).body.error_type).toBe('INVALID_BUCKET')
  expect((await log({ message: 'slow', long: 'x'.repeat(9000) })).code).toBe(200)
  for (let n = 0; n < 70; n++) await log({ message: String(n) })
  const { rows } = await server.services.pool.query('select bucket, message from client_log order by id')
  expect(rows).toHaveLength(60)
  expect(rows[0].message.message).toBe('slow')
  expect(JSON.stringify(rows[0].message).length).toBeLessThan(4100)
})
