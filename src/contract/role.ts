import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flag, flagOut, hash, hashNamed, pageOut, text, uuid } from './value.ts'

export const roleRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  for_account: flagOut,
  for_group: flagOut,
  for_location: flagOut,
  type: z.string(),
  permissions: z.record(z.string(), z.unknown()),
  settings: z.record(z.string(), z.unknown()),
})
export type RoleRecord = z.output<typeof roleRecord>

export const roleList = command('/role/list', {
  permission: anyOf('role_view'),
  params: z.object({
    account_id: uuid,
  }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({
    page: pageOut,
    roles: z.array(roleRecord),
  }),
  errors: [],
})

export const roleAdd = command('/role/add', {
  permission: anyOf('role_edit'),
  params: z.object({
    name: text,
    for_account: flag.optional(),
    for_group: flag.optional(),
    for_location: flag.optional(),
    account_id: uuid,
    permissions: hash.optional(),
    settings: hashNamed('settings').optional(),
  }),
  open: ['setting_'],
  returns: z.object({
    uuid: z.string(),
  }),
  errors: ['ACCOUNT_NOT_FOUND', 'INVALID_PERMISSION', 'INVALID_PERMISSION_VALUE'],
})

export const roleSet = command('/role/set', {
  permission: anyOf('role_edit'),
  params: z.object({
    uuid,
    name: text.optional(),
    description: text.optional(),
    for_account: flag.optional(),
    for_group: flag.optional(),
    for_location: flag.optional(),
    permissions: hash.optional(),
    settings: hash.optional(),
  }),
  open: ['permission_', 'setting_'],
  returns: z.object({}),
  errors: ['INVALID_PERMISSION', 'INVALID_PERMISSION_VALUE', 'NO_OTHER_ROLE_EDIT'],
})

export const roleGet = command('/role/get', {
  permission: anyOf('role_view'),
  params: z.object({
    uuid,
  }),
  returns: roleRecord,
  errors: [],
})

export const roleDelete = command('/role/delete', {
  permission: anyOf('role_edit'),
  params: z.object({
    uuid,
  }),
  returns: z.object({}),
  errors: ['IN_USE'],
})

/** A flag's defaults in the order of the role types: admin, user, phr, anonymous. */
export const roleDefaultPermissions = command('/role/default/permissions', {
  params: z.object({
    account_id: uuid.optional(),
  }),
  returns: z.object({
    permissions: z.record(z.string(), z.array(z.union([z.number(), z.string()]))),
  }),
  errors: [],
})

/** Answers the role's settings after the change by their names; without a change, as they are. */
export const roleSettings = command('/role/settings', {
  permission: [{ when: 'setting_', anyOf: [['role_setting_edit']] }],
  params: z.object({
    uuid,
    settings: hashNamed('settings').optional(),
  }),
  open: ['setting_'],
  returns: z.object({}).catchall(z.unknown()),
  errors: ['NOT_PERMITTED_SETTING', 'NO_ROLE_OVERRIDE', 'INVALID_SETTING', 'INVALID_SETTING_VALUE'],
})
