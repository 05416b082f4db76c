import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { customfieldValue } from './customfield.ts'
import { eventParams, eventsOut } from './event.ts'
import { commaList, flag, flagOut, hash, integer, pageOut, text, uuid } from './value.ts'

const value = z.string().nullable()
const place = z.object({ uuid: z.string(), name: z.string(), role_id: value, role_name: value })

/** A member of an account. */
export const accountUser = z.object({
  uuid: z.string(),
  user_id: z.string(),
  user_name: z.string(),
  user_email: z.string(),
  user_alt_emails: z.string(),
  role_id: value,
  role_name: value,
  disabled: flagOut,
  account_email: value,
  account_alias: value,
  account_login: value,
  password_reset: flagOut,
  user_account_id: z.string(),
  global: flagOut,
  global_role_id: value,
  epic_user: value,
  session_expire: z.number().int().nullable(),
  last_login: value,
  max_sessions: z.number().int().nullable(),
  sso_only: flagOut,
  external_roles: z.array(z.string()),
  ...eventsOut,
  tags: z.array(z.string()).optional(),
  customfields: z.array(customfieldValue).optional(),
  settings: z.record(z.string(), z.unknown()),
  /** Ours, for the administrator: has the user a second factor, and how many sessions are open. */
  second_factor: flagOut,
  sessions: z.number().int(),
})
export type AccountUser = z.output<typeof accountUser>

const membership = {
  role_id: uuid.optional(),
  account_email: text.optional(),
  account_alias: text.optional(),
  account_login: text.optional(),
  account_password: text.optional(),
  password_reset: flag.optional(),
  global: flag.optional(),
  global_role_id: uuid.optional(),
  epic_user: text.optional(),
  session_expire: integer.optional(),
  max_sessions: integer.optional(),
  sso_only: flag.optional(),
  external_roles: commaList.optional(),
  ...eventParams,
  settings: hash.optional(),
}
const ERRORS = [
  'USER_NOT_FOUND',
  'ROLE_NOT_FOUND',
  'DUPLICATE_NAME',
  'BAD_PASSWORD',
  'INVALID_CUSTOMFIELD',
  'ROLE_NAMESPACE_MISMATCH',
  'NO_USER_OVERRIDE',
  'INVALID_SETTING',
  'INVALID_SETTING_VALUE',
  'INVALID_EMAIL',
] as const

export const accountUserAdd = command('/account/user/add', {
  permission: anyOf('account_user_edit'),
  params: z.object({
    uuid,
    email: text.optional(),
    user_id: uuid.optional(),
    ...membership,
    set_default_organization: flag.optional(),
  }),
  oneOf: [[['email'], ['user_id']]],
  open: ['customfield-', 'setting_'],
  returns: z.object({ uuid: z.string() }),
  errors: [...ERRORS, 'ALREADY_EXISTS'],
})

export const accountUserSet = command('/account/user/set', {
  permission: anyOf('account_user_edit'),
  params: z.object({ uuid, user_id: uuid, ...membership }),
  open: ['customfield-', 'setting_'],
  returns: z.object({}),
  errors: [...ERRORS, 'CAN_NOT_PROMOTE'],
})

export const accountUserGet = command('/account/user/get', {
  permission: anyOf('account_user_view'),
  params: z.object({ uuid, user_id: uuid }),
  returns: accountUser.extend({ groups: z.array(place), locations: z.array(place) }),
  errors: ['USER_NOT_FOUND'],
})

export const accountUserDelete = command('/account/user/delete', {
  permission: anyOf('account_user_edit'),
  params: z.object({ uuid, user_id: uuid.optional(), user_account_id: uuid.optional() }),
  oneOf: [[['user_id'], ['user_account_id']]],
  returns: z.object({}),
  errors: ['USER_NOT_FOUND', 'IN_USE', 'USER_ACCOUNT_NOT_FOUND'],
})

/** Builds a report of the members' sign-ins; `/report/status` and `/report/zip` follow it. */
export const accountUserReportLogin = command('/account/user/report/login', {
  permission: anyOf('account_user_view'),
  params: z.object({ uuid, user_id: uuid.optional() }),
  returns: z.object({ report_id: z.string() }),
  errors: [],
})

export const accountUserList = command('/account/user/list', {
  permission: anyOf('account_user_view', 'case_edit'),
  params: z.object({ uuid, filter_deleted_users: text.optional() }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, users: z.array(accountUser) }),
  errors: [],
})
