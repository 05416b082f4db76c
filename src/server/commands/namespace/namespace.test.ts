import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { accountUserDelete } from '#contract/account_user.ts'
import { customfieldAdd } from '#contract/customfield.ts'
import { groupAdd, groupUserAdd, groupUserDelete } from '#contract/group.ts'
import { linkAdd, linkDelete, linkSession } from '#contract/link.ts'
import {
  namespaceAudit,
  namespaceEngineFqdn,
  namespaceEventDefaults,
  namespacePermissions,
  namespaceRemovedUserReport,
  namespaceSettings,
  namespaceShareCode,
  namespaceStudyDefaults,
  namespaceValidateCustomfields,
} from '#contract/namespace.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { studyGet } from '#contract/study/read.ts'
import { userEvent } from '#contract/user_account.ts'
import { removedUserReport } from '../../jobs/removed_user_report.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

async function clinic() {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const reader = await server.person(account, 'user')
  return { account, admin, reader, uuid: account.namespace_id, account_id: account.uuid }
}

test('settings of a namespace override the account’s, by name and value', async () => {
  const { admin, reader, uuid } = await clinic()
  const set = async (params: Record<string, string | number>) =>
    (await server.call(namespaceSettings, { uuid, ...params }, { sid: admin.sid })).body
  expect(await set({})).toMatchObject({ no_dup_share: 0, share_related: 0, study_field_flags: {} })
  expect(await set({ no_dup_share: 1, enable_dicom_wrapping: 1 })).toMatchObject({
    no_dup_share: 1,
    enable_dicom_wrapping: 1,
  })
  expect(await set({ enable_dicom_wrapping: '__DELETE__' })).not.toHaveProperty('enable_dicom_wrapping')
  expect(await set({ nonsense: 1 })).toMatchObject({
    error_type: 'INVALID_SETTING',
    error_subtype: 'nonsense',
  })
  expect(await set({ no_dup_share: 7 })).toMatchObject({ error_type: 'INVALID_SETTING_VALUE' })
  expect(await set({ enable_patient_portal: 1 })).toMatchObject({ error_type: 'NO_NAMESPACE_OVERRIDE' })
  expect(await reader.ok(namespaceSettings, { uuid })).toMatchObject({ no_dup_share: 1 })
  const refused = await server.call(namespaceSettings, { uuid, ...{ no_dup_share: 0 } }, { sid: reader.sid })
  expect(refused.body.error_type).toBe('NOT_PERMITTED')
  await server.call(
    namespaceSettings,
    { uuid: reader.namespace_id, ...{ share_related: 1 } },
    { sid: reader.sid },
  )
  expect(await reader.ok(namespaceSettings, { uuid: reader.namespace_id })).toMatchObject({
    share_related: 1,
  })
})

test('field flags of a namespace stand over those of the roles', async () => {
  const { admin, reader, uuid } = await clinic()
  const flags = JSON.stringify({ study_field_patient_name: 'O' })
  await server.call(namespaceSettings, { uuid, ...{ study_field_flags: flags } }, { sid: admin.sid })
  const wrong = { study_field_flags: JSON.stringify({ study_delete: 'F' }) }
  const refused = await server.call(namespaceSettings, { uuid, ...wrong }, { sid: admin.sid })
  expect(refused.body.error_type).toBe('INVALID_SETTING_VALUE')
  expect(await reader.ok(namespacePermissions, { namespace_id: uuid })).toMatchObject({
    study_view: 1,
    study_delete: 0,
  })
})

test('new members start with the namespace’s events, new studies with its values', async () => {
  const { account, admin, reader, account_id } = await clinic()
  const group = await admin.ok(groupAdd, { account_id, name: 'Ward' })
  const uuid = group.namespace_id
  expect(await reader.refused(namespaceEventDefaults, { uuid })).toBe('NOT_PERMITTED')
  const events = await admin.ok(namespaceEventDefaults, { uuid, event_upload: 1, event_share: 0 })
  expect(events).toMatchObject({ event_upload: 1, event_share: 0 })
  await admin.ok(groupUserAdd, { uuid: group.uuid, user_id: reader.user_id })
  expect(await reader.ok(userEvent, { namespace_id: uuid })).toMatchObject({
    event_upload: 1,
    event_share: 0,
  })

  const field = await admin.ok(customfieldAdd, { account_id, name: 'Site', object: 'Study' })
  const ns = account.namespace_id
  const defaults = { referring_physician: 'Roe^R', [`customfield-${field.uuid}`]: 'North' }
  expect(await admin.refused(namespaceStudyDefaults, { uuid: ns, defaults: { colour: 'red' } })).toBe(
    'INVALID_FIELD_NAME',
  )
  const set = await admin.ok(namespaceStudyDefaults, { uuid: ns, defaults })
  expect(set.fields).toMatchObject({
    patient_name: '(0010,0010)',
    [`customfield-${field.uuid}`]: 'Site',
  })
  const place = { storage_namespace: ns, phi_namespace: ns }
  const bare = await admin.ok(studyAdd, { study_uid: '1.8.1', ...place })
  const full = await admin.ok(studyAdd, { study_uid: '1.8.2', referring_physician: 'Poe^P', ...place })
  const study = await admin.ok(studyGet, { uuid: bare.uuid })
  expect(study.referring_physician).toBe('Roe^R')
  expect(study.customfields?.[0]?.value).toBe('North')
  expect((await admin.ok(studyGet, { uuid: full.uuid })).referring_physician).toBe('Poe^P')
})

test('a share code tells what it leads to, and checks the fields that it asks for', async () => {
  const { admin, uuid, account_id } = await clinic()
  await admin.ok(accountSet, { uuid: account_id, share_code: 'send-here', share_description: 'CDs' })
  const shown = { name: 'Ward', capture_on_share_code: 1 as const, type: 'number' }
  const field = await admin.ok(customfieldAdd, { account_id, object: 'Study', ...shown })
  await admin.ok(customfieldAdd, { account_id, object: 'Study', name: 'Internal' })
  const open = (await server.call(namespaceShareCode, { share_code: 'SEND-HERE' })).body
  expect(open).toMatchObject({
    share_code: 'send-here',
    share_description: 'CDs',
    share_type: 'account',
    namespace_id: uuid,
    account_id,
    enable_dicom_wrapping: 0,
  })
  expect(open.customfields?.map((one) => one.name)).toEqual(['Ward'])
  expect((await admin.ok(namespaceShareCode, { namespace_id: uuid })).customfields).toHaveLength(2)
  expect((await server.call(namespaceShareCode, { namespace_id: uuid })).body.error_type).toBe('NOT_FOUND')
  expect((await server.call(namespaceShareCode, { share_code: 'nobody' })).body.error_type).toBe('NOT_FOUND')
  const check = async (value: string) =>
    (
      await server.call(namespaceValidateCustomfields, {
        share_code: 'send-here',
        [`customfield-${field.uuid}`]: value,
      })
    ).body.error_type
  expect(await check('7')).toBeUndefined()
  expect(await check('seven')).toBe('INVALID_CUSTOMFIELD')
})

test('a share code lets in whoever has no account by an open upload link that was made for it', async () => {
  const { admin, uuid, account_id } = await clinic()
  const share_code = `discs-${account_id.slice(0, 8)}`
  await admin.ok(accountSet, { uuid: account_id, share_code })
  const look = async () => (await server.call(namespaceShareCode, { share_code })).body
  const made = (more: object = {}) =>
    admin.ok(linkAdd, { namespace_id: uuid, action: 'STUDY_UPLOAD', use_share_code: 1, ...more })
  await admin.ok(linkAdd, { namespace_id: uuid, action: 'STUDY_UPLOAD' })
  expect((await look()).link_id).toBeUndefined()

  const link = await made()
  expect((await look()).link_id).toBe(link.uuid)
  expect((await admin.ok(namespaceShareCode, { share_code })).link_id).toBeUndefined()

  const once = await made({ max_hits: 1, skip_email_prompt: 1 })
  expect((await look()).link_id).toBe(once.uuid)
  await server.call(linkSession, { uuid: once.uuid })
  expect((await look()).link_id).toBe(link.uuid)
  await admin.ok(linkDelete, { uuid: link.uuid })
  expect(await look()).toMatchObject({ error_type: 'INVALID_LINK', error_subtype: 'EXHAUSTED' })
  await admin.ok(linkDelete, { uuid: once.uuid })
  expect(await look()).toMatchObject({ error_type: 'INVALID_LINK', error_subtype: 'REVOKED' })
})

test('the engine of a namespace is this server’s', async () => {
  const { admin, uuid } = await clinic()
  const engine = (await server.call(namespaceEngineFqdn, { namespace_id: uuid })).body
  expect(engine).toMatchObject({ storage_namespace: uuid })
  expect(engine.engine_url).toContain(engine.engine_fqdn)
  expect((await server.call(namespaceEngineFqdn, { namespace_id: admin.user_id })).body.error_type).toBe(
    'NOT_FOUND',
  )
  expect(await admin.refused(namespaceAudit, { uuid, action: 'FLY', detail: 'x' })).toBe('INVALID_ACTION')
  await admin.ok(namespaceAudit, { uuid, action: 'AI_ACTION', detail: 'x' })
})

test('who was taken out of a place is reported, by the audit', async () => {
  const { admin, account, account_id, reader } = await clinic()
  const group = await admin.ok(groupAdd, { account_id, name: 'Night shift' })
  await admin.ok(groupUserAdd, { uuid: group.uuid, user_id: reader.user_id })
  await admin.ok(groupUserDelete, { uuid: group.uuid, user_id: reader.user_id })
  await admin.ok(accountUserDelete, { uuid: account_id, user_id: reader.user_id })
  const report = async (uuid: string) => {
    const { report_id } = await admin.ok(namespaceRemovedUserReport, {
      uuid,
      account_id,
      email: ['hr@example.org'],
    })
    await removedUserReport.run(server.services, { report_id })
    const { rows } = await server.services.pool.query('select object_key from report where uuid = $1', [
      report_id,
    ])
    const zip = await server.services.objects.read(rows[0].object_key)
    const start = 30 + zip.readUInt16LE(26) + zip.readUInt16LE(28)
    const packed = zip.subarray(start, zip.indexOf(Buffer.from([0x50, 0x4b, 0x07, 0x08])))
    return inflateRawSync(packed).toString('utf8').trim().split('\r\n').slice(1)
  }
  const whole = await report(account.namespace_id)
  expect(whole).toHaveLength(2)
  expect(whole[1]).toContain(`"Group","Night shift","${reader.name}","${reader.email}","${admin.name}"`)
  expect(await report(group.namespace_id)).toHaveLength(1)
  const { rows } = await server.services.pool.query("select 1 from mail where recipient = 'hr@example.org'")
  expect(rows).toHaveLength(2)
  const strange = await server.account()
  expect(await admin.refused(namespaceRemovedUserReport, { uuid: strange.namespace_id, account_id })).toBe(
    'NOT_FOUND',
  )
  expect(
    await admin.refused(namespaceRemovedUserReport, { uuid: group.namespace_id, account_id, email: ['x'] }),
  ).toBe('INVALID_EMAIL')
})

test('a study of the account is not uploaded a second time where that is turned off', async () => {
  const { account, account_id, uuid } = await clinic()
  const admin = await server.person(account, 'admin', { global: true })
  const group = await admin.ok(groupAdd, { account_id, name: 'Archive' })
  const upload = (namespace: string) => ({
    study_uid: '1.2.77',
    storage_namespace: namespace,
    phi_namespace: namespace,
  })
  const study = await admin.ok(studyAdd, upload(uuid))
  const off = { uuid: group.namespace_id, disable_duplicate_study_upload: 1 }
  await admin.ok(namespaceSettings, off)
  const second = await admin.call(studyAdd, upload(group.namespace_id))
  expect(second.body).toMatchObject({ error_type: 'ALREADY_EXISTS', error_subtype: study.uuid })
  const on = { ...off, disable_duplicate_study_upload: '__DELETE__', ira_namespace: 1 }
  await admin.ok(namespaceSettings, on)
  await admin.ok(studyAdd, upload(group.namespace_id))
  expect((await admin.ok(namespaceSettings, { uuid: group.namespace_id })).ira_namespace).toBe(1)
})
