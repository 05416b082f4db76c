import { beforeAll, expect, test } from 'vitest'
import { accountDashboard } from '#contract/account_dashboard.ts'
import { auditObject } from '#contract/audit.ts'
import { linkAdd } from '#contract/link.ts'
import {
  systemAccountList,
  systemHealth,
  systemJobCancel,
  systemJobList,
  systemJobRetry,
  systemMailGet,
  systemMailList,
} from '#contract/system.ts'
import { userInvite } from '#contract/user_account.ts'
import { enqueue } from '../../jobs/queue.ts'
import { clinic, stow } from '../../testing/clinic.ts'
import { type Person, testServer } from '../../testing/server.ts'

const server = testServer()
let sysadmin: Person
let admin: Person
let account_id = ''

beforeAll(async () => {
  const made = await clinic(server, { study_view: 1, link_edit: 1, link_edit_upload: 1 })
  ;({ admin, uuid: account_id } = made)
  sysadmin = await server.person(undefined, 'user', { sysadmin: true })
  const file = { studyUID: '1.9.1', seriesUID: '1.9.1.1', sopUID: '1.9.1.1.1', patientID: 'S1' }
  await stow(server, admin, made.namespace, [file])
  await server.services.pool.query('update study set phantom = false, must_approve = true')
  await admin.ok(userInvite, { account_id, email: 'new@example.org', link: '/invite/' })
  await admin.ok(linkAdd, { namespace_id: made.namespace, action: 'STUDY_UPLOAD' })
})

test('the dashboard counts what an account has, and a stored study once', async () => {
  expect(await admin.ok(accountDashboard, { account_id })).toMatchObject({
    users: 1,
    users_disabled: 0,
    invitations: 1,
    groups: 1,
    locations: 0,
    studies: 1,
    studies_new: 1,
    studies_waiting: 1,
    images: 1,
    failed_logins: null,
    links: 1,
    link_hits: 0,
  })
  expect((await admin.ok(accountDashboard, { account_id })).storage).toBeGreaterThan(100)
})

test('only those above roles look after the system', async () => {
  const all = [systemAccountList, systemMailList, systemJobList, systemHealth] as const
  for (const command of all) expect(await admin.refused(command, {})).toBe('NOT_SYSADMIN_OR_SUPPORT')
  expect(await admin.refused(systemMailGet, { uuid: account_id })).toBe('NOT_SYSADMIN_OR_SUPPORT')
  for (const command of [systemJobRetry, systemJobCancel])
    expect(await admin.refused(command, { id: '1' })).toBe('NOT_SYSADMIN_OR_SUPPORT')
})

test('accounts are listed with what they hold', async () => {
  const { accounts } = await sysadmin.ok(systemAccountList, { 'filter.uuid.equals': account_id })
  expect(accounts).toEqual([expect.objectContaining({ uuid: account_id, users: 1, studies: 1, disabled: 0 })])
})

test('a mail that waits is read, and that is written down', async () => {
  const { mails } = await sysadmin.ok(systemMailList, { unsent: 1 })
  expect(mails[0]).toMatchObject({ recipient: 'new@example.org', sent: null })
  const uuid = mails[0]?.uuid ?? ''
  // No mail leaves here: whoever runs the server hands the invitation on.
  const whole = await sysadmin.ok(systemMailGet, { uuid })
  expect(whole.body_text).toMatch(/\/invite\/[\w-]{20,}$/m)
  // Whoever has the address may take the invitation up: for others its end is left out.
  const support = await server.person()
  await server.services.pool.query('update "user" set support = true where uuid = $1', [support.user_id])
  const { body_text } = await support.ok(systemMailGet, { uuid })
  expect(body_text).toMatch(/\/invite\/•••$/m)
  const { rows } = await server.services.pool.query('select uuid from user_invite')
  expect(rows).toHaveLength(1)
  expect(body_text).not.toContain(rows[0]?.uuid)
  expect((await sysadmin.ok(auditObject, { uuid })).events?.map(({ action }) => action)).toEqual([
    'VIEW',
    'VIEW',
  ])
  expect(await sysadmin.refused(systemMailGet, { uuid: account_id })).toBe('NOT_FOUND')
})

test('a job that has failed is seen first, and is tried again or taken out', async () => {
  const { db, pool } = server.services
  await enqueue(db, 'garbage', {}, { key: 'once', delay: 3600 })
  await pool.query(
    `update graphile_worker._private_jobs set attempts = 3, last_error = 'no room' where key = 'once'`,
  )
  const [job] = (await sysadmin.ok(systemJobList, {})).jobs
  expect(job).toMatchObject({ task: 'garbage', attempts: 3, last_error: 'no room', running: 0 })
  const id = job?.id ?? ''
  expect((await sysadmin.ok(systemHealth, {})).jobs_failed).toBe(1)
  await sysadmin.ok(systemJobRetry, { id })
  const again = (await sysadmin.ok(systemJobList, {})).jobs.find((one) => one.id === id)
  expect(again?.attempts).toBe(0)
  await pool.query(
    `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'w' where id = $1`,
    [id],
  )
  expect(await sysadmin.refused(systemJobCancel, { id })).toBe('LOCKED')
  await pool.query(
    'update graphile_worker._private_jobs set locked_at = null, locked_by = null where id = $1',
    [id],
  )
  await sysadmin.ok(systemJobCancel, { id })
  expect(await sysadmin.refused(systemJobRetry, { id })).toBe('NOT_FOUND')
  expect(await sysadmin.refused(systemJobRetry, { id: 'x' })).toBe('NOT_FOUND')
})

test('health says whether what the server stands on is there', async () => {
  expect(await sysadmin.ok(systemHealth, {})).toMatchObject({
    database: 1,
    storage: 1,
    mail: 0,
    node: process.version,
  })
})
