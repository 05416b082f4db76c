import { expect, test } from 'vitest'
import { accountUserSet } from '#contract/account_user.ts'
import { groupAdd, groupDelete, groupUserAdd } from '#contract/group.ts'
import {
  roleAdd,
  roleDefaultPermissions,
  roleDelete,
  roleGet,
  roleList,
  roleSet,
  roleSettings,
} from '#contract/role.ts'
import { userInvite } from '#contract/user_account.ts'
import { testServer } from '../../testing/server.ts'

const server = testServer()

async function practice() {
  const account = await server.account()
  const admin = await server.person(account, 'admin', { global: true })
  const { uuid } = await admin.ok(roleAdd, { account_id: account.uuid, name: 'Locum' })
  const uses = async () => {
    const { body } = await server.call(roleDelete, { uuid }, { sid: admin.sid })
    expect(body.error_type).toBe('IN_USE')
    return body.error_subtype
  }
  return { account, admin, account_id: account.uuid, uuid, uses }
}

test('a role that nobody has is deleted, by who may edit roles', async () => {
  const { account, admin, account_id, uuid } = await practice()
  const member = await server.person(account)
  expect(await member.refused(roleDelete, { uuid })).toBe('NOT_PERMITTED')
  await admin.ok(roleDelete, { uuid })
  expect(await admin.refused(roleGet, { uuid })).toBe('NOT_FOUND')
  expect(await admin.refused(roleDelete, { uuid })).toBe('NOT_FOUND')
  const { roles } = await admin.ok(roleList, { account_id })
  expect(roles.map(({ uuid }) => uuid)).not.toContain(uuid)
})

test('a role of a member stays, and says whose it is', async () => {
  const { account, admin, account_id, uuid, uses } = await practice()
  const member = await server.person(account)
  await admin.ok(accountUserSet, { uuid: account_id, user_id: member.user_id, role_id: uuid })
  expect(await uses()).toEqual([expect.objectContaining({ type: 'User', uuid: member.user_id })])
  await admin.ok(accountUserSet, { uuid: account_id, user_id: member.user_id, role_id: account.roles.user })
  await admin.ok(roleDelete, { uuid })
})

test('a role of a group, in a group or in an invitation is in use until that is gone', async () => {
  const { account, admin, account_id, uuid, uses } = await practice()
  const ward = await admin.ok(groupAdd, { account_id, name: 'Ward', role_id: uuid })
  expect(await uses()).toEqual([{ type: 'Group', uuid: ward.uuid, name: 'Ward' }])
  await admin.ok(groupDelete, { uuid: ward.uuid })
  const clinic = await admin.ok(groupAdd, { account_id, name: 'Clinic' })
  const member = await server.person(account)
  await admin.ok(groupUserAdd, { uuid: clinic.uuid, user_id: member.user_id, role_id: uuid })
  await admin.ok(userInvite, {
    account_id,
    email: `locum-${uuid}@example.org`,
    link: '/invite/',
    groups: { [clinic.uuid]: uuid },
  })
  expect(await uses()).toEqual([
    expect.objectContaining({ type: 'Invitation', name: `locum-${uuid}@example.org` }),
    expect.objectContaining({ type: 'User', uuid: member.user_id }),
  ])
})

test('the defaults of each flag are listed by role type', async () => {
  const { account, account_id } = await practice()
  const member = await server.person(account)
  const { permissions } = await member.ok(roleDefaultPermissions, { account_id })
  expect(permissions).toMatchObject({
    role_edit: [1, 0, 0, 0],
    study_field_patient_name: ['F', 'F', 'F', 'F'],
  })
  expect(await member.ok(roleDefaultPermissions, {})).toEqual({ permissions })
})

test('settings of a role are changed one by one, and read by every member', async () => {
  const { account, admin, uuid } = await practice()
  const member = await server.person(account)
  expect(await member.ok(roleSettings, { uuid })).toEqual({ status: 'OK' })
  expect(await member.refused(roleSettings, { uuid, setting_pin_required: '1' })).toBe('NOT_PERMITTED')
  await admin.ok(roleSettings, { uuid, settings: { pin_required: 1 } })
  const rest = { status: 'OK', pacs_config_customized: '{}' }
  const both = { status: 'OK', pin_required: 1, pacs_config_customized: '{}' }
  expect(await admin.ok(roleSettings, { uuid, setting_pacs_config_customized: '{}' })).toEqual(both)
  for (const [settings, token] of [
    [{ nothing: 1 }, 'INVALID_SETTING'],
    [{ pin_required: 'maybe' }, 'INVALID_SETTING_VALUE'],
    [{ max_link_studies: 1 }, 'NO_ROLE_OVERRIDE'],
  ] as const)
    expect(await admin.refused(roleSettings, { uuid, settings })).toBe(token)
  expect(await admin.ok(roleSettings, { uuid, setting_pin_required: '__DELETE__' })).toEqual(rest)
  await admin.ok(roleSet, { uuid: account.roles.admin, permissions: { setting_pin_required: 0 } })
  expect(await admin.refused(roleSettings, { uuid, setting_pin_required: '1' })).toBe('NOT_PERMITTED_SETTING')
  expect(await member.ok(roleSettings, { uuid })).toEqual(rest)
})
