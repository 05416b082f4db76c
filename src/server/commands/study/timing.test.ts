import { expect, test } from 'vitest'
import { studyAdd } from '#contract/study/edit.ts'
import { studyTimingEvent, studyTimingLog } from '#contract/study/timing.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

test('the stages of a study’s way are written by uploaders and read in their order', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const reader = await server.person(account, 'user')
  const stranger = await server.person(await server.account(), 'admin')
  const study_uid = '1.10.1'
  const storage_namespace = account.namespace_id
  const stage = { study_uid, storage_namespace, event: 'UPLOAD_START', size: 7 }
  await admin.ok(studyTimingEvent, stage)
  await admin.ok(studyTimingEvent, { study_uid, storage_namespace, event: 'UPLOAD_END' })
  expect(await stranger.refused(studyTimingEvent, stage)).toBe('NOT_FOUND')
  await server.services.db
    .updateTable('role')
    .set({ permissions: JSON.stringify({ study_upload: 0, study_timing_view: 0 }) })
    .where('uuid', '=', account.roles.user)
    .execute()
  expect(await reader.refused(studyTimingEvent, stage)).toBe('NOT_PERMITTED')
  const { uuid } = await admin.ok(studyAdd, {
    study_uid,
    storage_namespace,
    phi_namespace: storage_namespace,
  })
  expect(await reader.refused(studyTimingLog, { uuid })).toBe('NOT_PERMITTED')
  expect(await stranger.refused(studyTimingLog, { uuid })).toBe('NOT_FOUND')
  const { events } = await admin.ok(studyTimingLog, { uuid })
  expect(events).toMatchObject([
    { event: 'UPLOAD_START', size: 7, node_id: null },
    { event: 'UPLOAD_END', size: null },
  ])
  const { events: sorted } = await admin.ok(studyTimingLog, { uuid, sort_by: 'event-asc' })
  expect(sorted.map((one) => one.event)).toEqual(['UPLOAD_END', 'UPLOAD_START'])
})
