import { expect, test } from 'vitest'
import { accountSettings } from '#contract/account.ts'
import { accountSettingsOverrides } from '#contract/account_override.ts'
import { accountUserSet } from '#contract/account_user.ts'
import { namespaceSettings } from '#contract/namespace.ts'
import { roleSet } from '#contract/role.ts'
import { studyAdd, studySet } from '#contract/study/edit.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

test('who overrides a setting is named at its level, and resolved in the order of the levels', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const member = await server.person(account, 'user')
  const account_id = account.uuid
  await admin.ok(roleSet, { uuid: account.roles.user, settings: { pacs_config_customized: '{"a":1}' } })
  await admin.ok(namespaceSettings, {
    uuid: account.namespace_id,
    ...{ enable_dicom_wrapping: 1, no_dup_share: 1 },
  })
  await admin.ok(accountUserSet, {
    uuid: account_id,
    user_id: member.user_id,
    settings: { enable_viewer_print: 0 },
  })
  const { overrides, more } = await admin.ok(accountSettingsOverrides, { account_id })
  expect(more).toBe(0)
  expect(overrides).toEqual([
    {
      setting: 'enable_dicom_wrapping',
      level: 'namespace',
      uuid: account.namespace_id,
      name: expect.any(String),
      value: 1,
    },
    { setting: 'enable_viewer_print', level: 'user', uuid: member.user_id, name: member.name, value: 0 },
    {
      setting: 'pacs_config_customized',
      level: 'role',
      uuid: account.roles.user,
      name: expect.any(String),
      value: '{"a":1}',
    },
  ])
  const settings = async (who: typeof member) =>
    (await who.ok(accountSettings, { account_id, namespace_id: account.namespace_id })).settings
  expect(await settings(member)).toMatchObject({
    enable_viewer_print: 0,
    enable_dicom_wrapping: 1,
    pacs_config_customized: '{"a":1}',
  })
  expect(await settings(admin)).toMatchObject({ enable_viewer_print: 1, pacs_config_customized: null })
})

test('a namespace’s own patterns stand over the account’s', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const rule = JSON.stringify({ patientid: { validate: '^A' } })
  await admin.ok(namespaceSettings, { uuid: account.namespace_id, ...{ study_field_validate: rule } })
  const place = { storage_namespace: account.namespace_id, phi_namespace: account.namespace_id }
  expect(await admin.refused(studyAdd, { study_uid: '1.8.8', ...place, patientid: 'B1' })).toBe(
    'VALIDATION_FAILED',
  )
  const { uuid } = await admin.ok(studyAdd, { study_uid: '1.8.8', ...place, patientid: 'A1' })
  await server.services.pool.query('update study set phantom = false where uuid = $1', [uuid])
  expect(await admin.refused(studySet, { study_id: uuid, patientid: 'B1' })).toBe('VALIDATION_FAILED')
})
