import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { auditObject } from '#contract/audit.ts'
import { linkAdd } from '#contract/link.ts'
import { studyExternalViewer } from '#contract/study/external_viewer.ts'
import { studyGet } from '#contract/study/read.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { clinic, stow } from '../../testing/clinic.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

const VIEWERS = [
  {
    tag: 'ohif',
    type: 'url',
    url: 'https://ohif.example/viewer?StudyInstanceUIDs={study_uid}&user={user_id}&until={expires}&sign={signature}',
    secret: 'shared',
    other_params: ['mode', 'basic view'],
  },
  { tag: 'second', type: 'url', url: 'https://second.example/{study_id}' },
  { tag: 'eu', type: 'eunity', url: 'https://eunity.example', key: 'k' },
]

async function stored() {
  const found = await clinic(server, {})
  const { admin, namespace, uuid } = found
  const study = { storage_namespace: namespace, study_uid: `1.13.${Date.now()}` }
  await stow(server, admin, namespace, [
    { studyUID: study.study_uid, patientName: 'Doe^Jane', patientID: 'P7' },
  ])
  await notifyStudy(server.services, study)
  const { rows } = await server.services.pool.query('select uuid from study where study_uid = $1', [
    study.study_uid,
  ])
  const settings = (given: Record<string, unknown>) => admin.ok(accountSet, { uuid, settings: given })
  return { ...found, ...study, study_id: String(rows[0].uuid), settings }
}

test('a viewer of another maker is opened with a signed address that says nothing of the patient', async () => {
  const { admin, study_id: uuid, study_uid, settings } = await stored()
  expect(await admin.refused(studyExternalViewer, { uuid })).toBe('UNABLE_TO_GENERATE')
  expect((await admin.ok(studyGet, { uuid })).has_external_viewer).toBe(0)
  await settings({ external_viewer: JSON.stringify(VIEWERS), default_external_viewer: 'ohif' })
  const address = new URL((await admin.ok(studyExternalViewer, { uuid, view_reason: 'Follow-up' })).url)
  const until = address.searchParams.get('until') ?? ''
  expect(Object.fromEntries(address.searchParams)).toEqual({
    StudyInstanceUIDs: study_uid,
    user: admin.user_id,
    until,
    sign: createHmac('sha256', 'shared').update(`${study_uid}|${admin.user_id}|${until}`).digest('hex'),
    mode: 'basic view',
  })
  expect(Number(until)).toBeGreaterThan(Date.now() / 1000)
  const { events } = await admin.ok(auditObject, { uuid })
  expect(events?.find(({ action }) => action === 'STUDY_VIEW')?.detail).toEqual({ reason: 'Follow-up' })
  expect((await admin.ok(studyGet, { uuid })).has_external_viewer).toBe(1)
  const second = { uuid, viewer_tag: 'second' }
  expect((await admin.ok(studyExternalViewer, second)).url).toBe(`https://second.example/${uuid}`)
  const sent = await server.app.inject({
    url: `/api/v3/study/external/viewer?uuid=${uuid}&viewer_tag=second&redirect=1&sid=${admin.sid}`,
  })
  expect([sent.statusCode, sent.headers.location]).toEqual([302, `https://second.example/${uuid}`])
  expect(await admin.refused(studyExternalViewer, { uuid, viewer_tag: 'none' })).toBe('UNABLE_TO_GENERATE')
  expect((await admin.call(studyExternalViewer, { uuid, viewer_tag: 'eu' })).body).toMatchObject({
    error_type: 'UNABLE_TO_GENERATE',
    error_subtype: 'eunity',
  })
})

test('a link may open in such a viewer, while its account has it so', async () => {
  const { admin, study_id, settings } = await stored()
  await settings({
    external_viewer: JSON.stringify(VIEWERS),
    allowed_viewer_overrides_in_links: 'second,eu,viewer',
  })
  const link = { study_id, action: 'STUDY_VIEW', skip_email_prompt: 1 as const }
  expect(await admin.refused(linkAdd, { ...link, viewer: 'ohif' })).toBe('VIEWER_NOT_ALLOWED')
  expect(await admin.refused(linkAdd, { ...link, viewer: 'eu' })).toBe('VIEWER_NOT_CONFIGURED')
  const { uuid } = await admin.ok(linkAdd, { ...link, viewer: 'second' })
  const own = await admin.ok(linkAdd, { ...link, viewer: 'viewer' })
  const opened = async (of = uuid) =>
    (await server.app.inject({ url: `/api/v3/link/redirect?uuid=${of}` })).headers.location
  expect(await opened()).toBe(`https://second.example/${study_id}`)
  expect(await opened(own.uuid)).toBe(`/guest/study/${study_id}`)
  await settings({ disable_external_viewer_for_links: 1 })
  expect(await opened()).toBe(`/guest/study/${study_id}`)
  expect(await admin.refused(linkAdd, { ...link, viewer: 'second' })).toBe('VIEWER_DISABLED')
})
