import { expect, test } from 'vitest'
import { accountSet } from '#contract/account.ts'
import { roleSet } from '#contract/role.ts'
import { settingSet } from '#contract/setting.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { studyViewer3Settings } from '#contract/study/viewer3.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

test('a viewer reads its settings from account, role and user, beside who is reading', async () => {
  const account = await server.account()
  const admin = await server.person(account, 'admin')
  const reader = await server.person(account, 'user')
  await server.services.pool.query('update account set settings = settings || $2 where uuid = $1', [
    account.uuid,
    { viewer3_config: '{"layout":"2x2"}', enable_dicom_tag_customfields: 1 },
  ])
  await admin.ok(roleSet, { uuid: account.roles.user, permissions: { viewer3_config: { tools: ['zoom'] } } })
  await reader.ok(settingSet, { key: 'viewer3_config', value: '{"dark":true}' })
  await reader.ok(settingSet, { key: 'hanging', value: 'mine' })
  const place = { storage_namespace: account.namespace_id, phi_namespace: account.namespace_id }
  const { uuid } = await admin.ok(studyAdd, { study_uid: '1.11.1', ...place })
  const settings = await reader.ok(studyViewer3Settings, {
    study_id: uuid,
    settings: ['hanging', 'nothing'],
  })
  expect(settings).toMatchObject({
    uuid: reader.user_id,
    email: reader.email,
    account_id: account.uuid,
    account_config: { layout: '2x2' },
    role_config: { tools: ['zoom'] },
    user_config: { dark: true },
    enable_dicom_tag_customfields: 1,
    no_edit_dicom_tags: [],
    settings: { hanging: 'mine' },
  })
  expect(settings).not.toHaveProperty('accelerators')
  // The default of v3 is no wish of the account.
  expect(settings).not.toHaveProperty('viewer_default_mouse_tool')
  await admin.ok(accountSet, { uuid: account.uuid, settings: { viewer_default_mouse_tool: 'Scroll' } })
  expect(await reader.ok(studyViewer3Settings, { study_id: uuid })).toMatchObject({
    viewer_default_mouse_tool: 'Scroll',
  })
  expect(await admin.ok(studyViewer3Settings, { study_uid: '1.11.1', ...place })).not.toHaveProperty(
    'settings',
  )
})
