import { z } from 'zod'
import { command } from './command.ts'
import { commaList, flag, flagOut, json, text, uuid } from './value.ts'

export const userRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  first: z.string(),
  last: z.string(),
  email: z.string(),
  /** Comma separated. */
  alt_emails: z.string().nullable(),
  mobile_phone: z.string().nullable(),
  namespace_id: z.string(),
  sysadmin: flagOut,
  support: flagOut,
  is_anonymous: flagOut,
  event_share: flagOut,
  event_approve: flagOut,
  event_upload: flagOut,
  event_upload_fail: flagOut,
  event_harvest: flagOut,
  event_copy: flagOut,
  event_new_report: flagOut,
  event_report_remove: flagOut,
  event_study_comment: flagOut,
  event_status_change: flagOut,
  event_message: flagOut,
  event_link: flagOut,
  event_link_mine: flagOut,
  event_thin_study_success: flagOut,
  event_thin_study_fail: flagOut,
  event_case_assignment: flagOut,
  event_query_add: flagOut,
  event_query_edit: flagOut,
  event_query_new_recipient: flagOut,
  event_query_reply: flagOut,
  event_site_qualified: flagOut,
  share_code: z.string().nullable(),
  share_description: z.string().nullable(),
  time_zone: z.string().nullable(),
  pin_required: flagOut,
  /** Comma separated brand uuids. */
  allowed_login_brands: z.string().nullable(),
  npi: z.string().nullable(),
  terms_md5: z.string().nullable(),
  privacy_md5: z.string().nullable(),
  indicator_md5: z.string().nullable(),
  last_login: z.string().nullable(),
  event_incoming_study_request: flagOut,
  public_key: z.string().nullable(),
  ui_json: z.unknown(),
})
export type UserRecord = z.output<typeof userRecord>

export const userGet = command('/user/get', {
  permission: [{ when: 'account_id', anyOf: [['account_user_view']] }],
  params: z.object({
    uuid: uuid.optional(),
    account_id: uuid.optional(),
    public_key_format: text.optional(),
  }),
  returns: userRecord,
  errors: [],
})

export const userSet = command('/user/set', {
  permission: [
    { when: 'public_key of another', anyOf: [['user_edit', 'user_modify_others_pkey']] },
    { when: 'share_code', anyOf: [['user_modify_sharecode']] },
    { when: 'uuid', anyOf: [['user_edit']] },
  ],
  method: 'POST',
  params: z.object({
    uuid: uuid.optional(),
    first: text.optional(),
    last: text.optional(),
    email: text.optional(),
    alt_emails: commaList.optional(),
    mobile_phone: text.optional(),
    password: text.optional(),
    old_password: text.optional(),
    share_code: text.optional(),
    share_description: text.optional(),
    account_id: uuid.optional(),
    cc_token: text.optional(),
    time_zone: text.optional(),
    pin_required: flag.optional(),
    allowed_login_brands: commaList.optional(),
    terms_md5: text.optional(),
    privacy_md5: text.optional(),
    indicator_md5: text.optional(),
    public_key: text.optional(),
    ui_json: json.optional(),
  }),
  returns: z.object({}),
  errors: [
    'DUPLICATE_EMAIL',
    'BAD_PASSWORD',
    'INVALID_TOKEN',
    'INVALID_PASSWORD',
    'INVALID_TIME_ZONE',
    /** Not in the document: a key in neither RFC 4716, OpenSSH nor PEM form. */
    'INVALID_PUBLIC_KEY',
    /** Not in the document for users: the share code is someone else's. */
    'DUP_SHARE_CODE',
    'INVALID_EMAIL',
  ],
})

export const userPasswordLost = command('/user/password/lost', {
  auth: 'none',
  params: z.object({
    email: text,
    inbox: flag.optional(),
  }),
  returns: z.object({}),
  errors: ['LOCKOUT'],
})

export const userPasswordReset = command('/user/password/reset', {
  auth: 'none',
  params: z.object({
    token: text,
    password: text,
  }),
  returns: z.object({}),
  errors: ['INVALID_TOKEN', 'BAD_PASSWORD'],
})

/** A namespace as its user has it. `name_and_id_only` leaves only those two fields in the answer. */
export const userNamespace = z.object({
  uuid: z.string(),
  name: z.string(),
  type: z.string(),
  type_uuid: z.string(),
  /** Ours: the account that it belongs to; none for one's own. */
  account_id: z.string().nullable(),
  permissions: z.record(z.string(), z.unknown()),
  role_id: z.string().nullable(),
  role_name: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  destinations: z.array(z.unknown()),
  events: z.record(z.string(), z.unknown()),
  share_code: z.string().nullable(),
  study_count: z.number(),
  thin_study_count: z.number(),
  search_threshold: z.number().nullable(),
  must_approve: flagOut,
  must_approve_upload: flagOut,
  must_approve_harvest: flagOut,
  must_approve_move: flagOut,
  must_approve_copy: flagOut,
})
export type UserNamespace = z.output<typeof userNamespace>

export const userNamespaceList = command('/user/namespace/list', {
  guests: true,
  params: z.object({
    account_id: uuid.optional(),
    plus_phr: flag.optional(),
    name_and_id_only: flag.optional(),
  }),
  list: ['filter'],
  returns: z.object({
    namespaces: z.array(userNamespace),
  }),
  errors: [],
})

export const userPubkeyList = command('/user/pubkey/list', {
  auth: 'node',
  node: 'uuid',
  params: z.object({ public_key_format: text.optional() }),
  returns: z.object({ users: z.array(z.object({ email: z.string(), public_key: z.string() })) }),
  /** Not in the document: a format that is none of rfc4716, openssh and asis. */
  errors: ['INVALID_FORMAT'],
})

export const userPubkeySet = command('/user/pubkey/set', {
  auth: 'node',
  node: 'uuid',
  params: z.object({ email: text, public_key: text }),
  returns: z.object({}),
  /** INVALID_PUBLIC_KEY is ours, as for `/user/set`. */
  errors: ['NO_USER_PUBKEY', 'INVALID_PUBLIC_KEY'],
})
