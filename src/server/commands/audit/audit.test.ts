import { expect, test } from 'vitest'
import { auditAccount, auditDeleted, auditUser } from '#contract/audit.ts'
import { groupAdd } from '#contract/group.ts'
import { reportStatus } from '#contract/report.ts'
import { studyAdd, studyDelete, studySet } from '#contract/study/edit.ts'
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
