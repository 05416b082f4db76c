import { expect, test } from 'vitest'
import { groupAdd, groupUserAdd } from '#contract/group.ts'
import { linkAdd } from '#contract/link.ts'
import { roleAdd } from '#contract/role.ts'
import { studyAccessExplain } from '#contract/study/access.ts'
import { studyAdd } from '#contract/study/edit.ts'
import { studyShare } from '#contract/study/share.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

test('why a user sees a study: by the account’s role, by a group, by a share of their own, or not at all', async () => {
  const account = await server.account()
  const account_id = account.uuid
  const admin = await server.person(account, 'admin', { global: true })
  const reader = await server.person(account, 'user')
  const blind = await server.person(account, 'user', {
    role_id: (await admin.ok(roleAdd, { account_id, name: 'Blind', permissions: { study_view: 0 } })).uuid,
  })
  const stranger = await server.person(await server.account(), 'admin')
  const place = { storage_namespace: account.namespace_id, phi_namespace: account.namespace_id }
  const { uuid } = await admin.ok(studyAdd, { study_uid: '1.7.1', ...place })
  await server.services.db.updateTable('study').set({ phantom: false }).where('uuid', '=', uuid).execute()
  const why = (user_id: string) => admin.ok(studyAccessExplain, { uuid, user_id })

  expect(await why(reader.user_id)).toMatchObject({
    sees: 1,
    above_roles: 0,
    paths: [{ namespace_type: 'account', sees: 1, role_from: 'membership', missing: null, share: null }],
    links: [],
  })
  expect(await why(blind.user_id)).toMatchObject({
    sees: 0,
    paths: [{ sees: 0, missing: 'PERMISSION', role_name: 'Blind' }],
  })
  const group = await admin.ok(groupAdd, { account_id, name: 'Ward' })
  await admin.ok(studyShare, { uuid, group_id: group.uuid })
  expect((await why(blind.user_id)).paths[1]).toMatchObject({ missing: 'NAMESPACE', sees: 0, role_id: null })
  await admin.ok(groupUserAdd, { uuid: group.uuid, user_id: blind.user_id, role_id: account.roles.user })
  expect(await why(blind.user_id)).toMatchObject({
    sees: 1,
    paths: [
      { sees: 0 },
      {
        namespace_name: 'Ward',
        namespace_type: 'group',
        sees: 1,
        role_from: 'membership',
        share: { shared_from: uuid, shared_by: admin.name },
      },
    ],
  })
  await admin.ok(studyShare, { uuid, user_id: blind.user_id })
  expect((await why(blind.user_id)).paths[2]).toMatchObject({ role_from: 'own', sees: 1 })
  const link = await admin.ok(linkAdd, { study_id: uuid, action: 'STUDY_VIEW' })
  expect((await why(reader.user_id)).links).toMatchObject([{ uuid: link.uuid, created_by: admin.name }])

  expect(await reader.refused(studyAccessExplain, { uuid, user_id: admin.user_id })).toBe('NOT_PERMITTED')
  expect(await stranger.refused(studyAccessExplain, { uuid, user_id: admin.user_id })).toBe('NOT_FOUND')
  expect(await admin.refused(studyAccessExplain, { uuid, user_id: stranger.user_id })).toBe('NOT_FOUND')
})
