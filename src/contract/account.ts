import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { customfieldValue } from './customfield.ts'
import { namespaceParams } from './place.ts'
import { commaList, flag, flagOut, hash, integer, pageOut, text, uuid, uuidOrNone } from './value.ts'

const value = z.string().nullable()

export const accountRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  vanity: value,
  /** Days. */
  password_expire: z.number().int().nullable(),
  /** Minutes of idleness. */
  session_expire: z.number().int().nullable(),
  namespace_id: z.string(),
  must_approve: flagOut,
  must_approve_upload: flagOut,
  must_approve_harvest: flagOut,
  must_approve_move: flagOut,
  must_approve_copy: flagOut,
  no_share: flagOut,
  can_request: flagOut,
  share_code: value,
  share_description: value,
  share_settings: z.unknown(),
  share_via_gateway: flagOut,
  hl7_template: value,
  search_threshold: z.number().int().nullable(),
  css: value,
  vendor: value,
  client_code: value,
  role_id: value,
  role_name: value,
  site_management_account_id: value,
  settings: z.record(z.string(), z.unknown()),
  connected: flagOut,
  tags: z.array(z.string()).optional(),
  customfields: z.array(customfieldValue).optional(),
  permissions: z.record(z.string(), z.unknown()).optional(),
  default_role_id: value.optional(),
  default_role_name: value.optional(),
  has_activity_permission: flagOut.optional(),
})
export type AccountRecord = z.output<typeof accountRecord>

export const accountList = command('/account/list', {
  params: z.object({ permissions: flag.optional() }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, accounts: z.array(accountRecord) }),
  errors: [],
})

export const accountGet = command('/account/get', {
  params: z.object({ uuid, permissions: flag.optional(), brand_settings: commaList.optional() }),
  returns: accountRecord,
  errors: [],
})

export const accountSettings = command('/account/settings', {
  guests: true,
  auth: 'optional',
  params: z.object({
    account_id: uuid.optional(),
    vanity: text.optional(),
    settings: commaList.optional(),
    brand_settings: commaList.optional(),
    namespace_id: uuid.optional(),
  }),
  oneOf: [[['account_id'], ['vanity']]],
  returns: z.object({ settings: z.record(z.string(), z.unknown()) }),
  errors: [],
})

export const accountSet = command('/account/set', {
  permission: anyOf('account_edit'),
  params: z.object({
    uuid,
    name: text.optional(),
    password_expire: integer.optional(),
    session_expire: integer.optional(),
    ...namespaceParams,
    can_request: flag.optional(),
    settings: hash.optional(),
    css: text.optional(),
    vendor: text.optional(),
    client_code: text.optional(),
    role_id: uuid.optional(),
    /** Empty takes it away. */
    site_management_account_id: uuidOrNone.optional(),
    /** Ours, for sysadmin and support: nobody of a disabled account changes its studies. */
    disabled: flag.optional(),
  }),
  open: ['customfield-', 'setting_'],
  returns: z.object({}),
  errors: [
    'DUPLICATE_NAME',
    'DUP_SHARE_CODE',
    'INVALID_CUSTOMFIELD',
    'ROLE_NAMESPACE_MISMATCH',
    'NOT_SITE_MANAGEMENT_ACCOUNT',
    'NOT_SYSADMIN_OR_SUPPORT',
    'INVALID_SETTING',
    'INVALID_SETTING_VALUE',
  ],
})

export const accountSettingsValidate = command('/account/settings/validate', {
  params: z.object({ uuid, settings: hash.optional() }),
  open: ['setting_'],
  returns: z.object({}),
  errors: ['INVALID_SETTING', 'INVALID_SETTING_VALUE'],
})

export const accountConnect = command('/account/connect', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid, code: text }),
  returns: z.object({}),
  errors: ['TOKEN_FAILED'],
})

export const accountCss = command('/account/css', {
  auth: 'none',
  raw: true,
  params: z.object({ account_id: uuid.optional(), vanity: text.optional() }),
  returns: z.object({}),
  errors: [],
})

export const accountMd5Counter = command('/account/md5/counter', {
  node: 'node_id',
  params: z.object({ uuid, md5: text }),
  returns: z.object({ counter: z.number().int() }),
  errors: [],
})

/** Not in the documents; existing clients make and remove accounts with these two (v3-clients, "Commands"). */
export const accountAdd = command('/account/add', {
  params: z.object({ name: text }),
  returns: z.object({ uuid: z.string(), namespace_id: z.string() }),
  errors: ['DUPLICATE_NAME', 'NOT_SYSADMIN_OR_SUPPORT'],
})

export const accountDelete = command('/account/delete', {
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['NOT_EMPTY', 'NOT_SYSADMIN_OR_SUPPORT'],
})

/** Whom a place may ask for studies (`/study/request/add`). */
export const accountListRequestable = command('/account/list/requestable', {
  permission: anyOf('study_request_edit'),
  params: z.object({ namespace_id: uuid }),
  returns: z.object({ accounts: z.array(z.object({ uuid: z.string(), name: z.string() })) }),
  errors: [],
})
