import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { commaList, flag, flagOut, hash, integer, json, jsonList, pageOut, text, uuid } from './value.ts'

export const LINK_ACTIONS = ['STUDY_LIST', 'STUDY_VIEW', 'STUDY_UPLOAD', 'LOGIN'] as const
export type LinkAction = (typeof LINK_ACTIONS)[number]

const value = z.string().nullable()
const number = z.number().int().nullable()

export const linkRecord = z.object({
  uuid: z.string(),
  short_id: value,
  /** Where a person enters what the link asks for. */
  url: z.string(),
  /** Straight to the study or the upload. */
  redirect_url: z.string(),
  description: value,
  email: value,
  mobile_phone: value,
  message: value,
  share_on_view: flagOut,
  notify: z.array(z.string()),
  study_id: value,
  filter: z.unknown(),
  user_id: value,
  account_id: value,
  action: z.string(),
  has_password: flagOut,
  password_is_dob: flagOut,
  skip_email_prompt: flagOut,
  pin_auth: flagOut,
  password_max_attempts: number,
  is_meeting: flagOut,
  max_hits: number,
  include_priors: flagOut,
  minutes_alive: number,
  namespace_id: value,
  namespace_name: value,
  /** Ours: a folder that the link leads to or fills, what its page says, and whether images may be taken away. */
  folder_id: value,
  folder_name: value,
  title: value,
  download: flagOut,
  use_share_code: flagOut,
  share_code: value,
  parameters: z.unknown(),
  anonymize: z.unknown(),
  prompt_for_anonymize: flagOut,
  referer: value,
  acceptance_required: flagOut,
  mfm_page: flagOut,
  charge_amount: number,
  charge_currency: value,
  charge_description: value,
  upload_match: z.unknown(),
  upload_study_customfields: z.unknown(),
  created: z.string(),
  workflow: value,
  ui_json: z.unknown(),
  inherit_permissions: flagOut,
  viewer: value,
  /** How often it was used, when last, and when it ends: ours, beside what v3 lists. */
  hits: z.number().int(),
  last_used: value,
  expires: value,
  user_name: value,
  /** The study that it leads to, as far as whoever asks sees it. */
  study: z.object({ patient_name: value, study_description: value, study_date: value }).nullable(),
})
export type LinkRecord = z.output<typeof linkRecord>

export const linkList = command('/link/list', {
  permission: [{ when: 'folder_id', anyOf: [['folder_share']] }, { anyOf: [['link_view']] }],
  guests: true,
  params: z.object({
    study_id: uuid.optional(),
    user_id: uuid.optional(),
    account_id: uuid.optional(),
    folder_id: uuid.optional(),
  }),
  oneOf: [[['study_id'], ['user_id'], ['account_id'], ['folder_id']]],
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, links: z.array(linkRecord) }),
  errors: [],
})

export const linkAdd = command('/link/add', {
  permission: [
    { when: 'user_id', anyOf: [['link_edit', 'can_proxy_login']] },
    { when: 'folder_id', anyOf: [['folder_share', 'link_edit']] },
    { when: 'action=STUDY_UPLOAD', anyOf: [['link_edit_upload']] },
    { anyOf: [['link_edit']] },
  ],
  guests: true,
  params: z.object({
    study_id: uuid.optional(),
    filter: hash.optional(),
    account_id: uuid.optional(),
    namespace_id: uuid.optional(),
    user_id: uuid.optional(),
    action: text,
    password: text.optional(),
    password_max_attempts: integer.optional(),
    password_is_dob: flag.optional(),
    skip_email_prompt: flag.optional(),
    pin_auth: flag.optional(),
    include_priors: flag.optional(),
    max_hits: integer.optional(),
    minutes_alive: integer.optional(),
    email: text.optional(),
    mobile_phone: text.optional(),
    message: text.optional(),
    share_on_view: flag.optional(),
    notify: text.optional(),
    use_share_code: flag.optional(),
    share_code: text.optional(),
    parameters: jsonList.optional(),
    meeting_id: uuid.optional(),
    anonymize: hash.optional(),
    prompt_for_anonymize: flag.optional(),
    referer: text.optional(),
    acceptance_required: flag.optional(),
    mfm_page: flag.optional(),
    charge_amount: integer.optional(),
    charge_currency: text.optional(),
    charge_description: text.optional(),
    upload_match: hash.optional(),
    upload_study_customfields: hash.optional(),
    workflow: text.optional(),
    ui_json: json.optional(),
    inherit_permissions: flag.optional(),
    viewer: text.optional(),
    description: text.optional(),
    /** Ours: a folder to be seen (STUDY_LIST), or with a `namespace_id` to be filled (STUDY_UPLOAD). */
    folder_id: uuid.optional(),
    title: text.optional(),
    download: flag.optional(),
  }),
  oneOf: [
    [['study_id'], ['filter', 'account_id'], ['namespace_id'], ['user_id', 'account_id'], ['folder_id']],
  ],
  returns: z.object({ uuid: z.string(), url: z.string(), redirect_url: z.string() }),
  errors: [
    'INVALID_ACTION',
    'INVALID_EMAIL',
    'INVALID_PHONE',
    'INVALID_FIELD_NAME',
    'INVALID_REGEXP',
    'INVALID_PHI_FIELD',
    'VALIDATE',
    'INVALID_CHARGE',
    'INVALID_UPLOAD_MATCH',
    'VALIDATION_FAILED',
    'INSECURE_PARAMETERS',
    'VIEWER_DISABLED',
    'VIEWER_NOT_ALLOWED',
    'VIEWER_NOT_CONFIGURED',
    'FORBIDDEN_FIELD',
  ],
})

export const linkGet = command('/link/get', {
  permission: anyOf('link_view'),
  guests: true,
  params: z.object({ uuid }),
  returns: linkRecord,
  errors: [],
})

/** Ours: who has come by a link, the latest first. */
export const linkUsageList = command('/link/usage', {
  permission: anyOf('link_view'),
  guests: true,
  params: z.object({ uuid }),
  list: ['page'],
  returns: z.object({
    page: pageOut,
    usages: z.array(
      z.object({
        when: z.string(),
        /** The address that they gave, or of the member whom the link was opened for. */
        email: z.string().nullable(),
        client_address: z.string().nullable(),
      }),
    ),
  }),
  errors: [],
})

export const linkDelete = command('/link/delete', {
  permission: anyOf('link_edit', 'link_edit_upload'),
  guests: true,
  /** `undo`, ours: the link opens again; for whoever deleted it, within ten minutes. */
  params: z.object({ uuid, undo: flag.optional() }),
  returns: z.object({}),
  errors: [],
})

export const linkMail = command('/link/mail', {
  permission: anyOf('link_view'),
  guests: true,
  params: z.object({ uuid, email: commaList }),
  returns: z.object({}),
  errors: ['INVALID_EMAIL'],
})

export const linkPin = command('/link/pin', {
  permission: [{ anyOf: [['link_view', 'link_edit_pin']] }],
  params: z.object({ uuid }),
  returns: z.object({ pin: z.string(), /** Seconds. */ duration: z.number().int() }),
  errors: [],
})

const BLOCKED = ['INVALID_SOURCE', 'IP_BLOCKED', 'INVALID_PIN', 'PIN_LOCKOUT'] as const

export const linkStatus = command('/link/status', {
  auth: 'none',
  params: z.object({ uuid: uuid.optional(), pin: text.optional(), link_charge_id: uuid.optional() }),
  oneOf: [[['uuid'], ['pin']]],
  returns: z.object({
    action: z.string(),
    has_password: flagOut,
    is_meeting: flagOut,
    skip_email_prompt: flagOut,
    pin_auth: flagOut,
    pin_auth_text: value.optional(),
    acceptance_required: flagOut,
    charge_amount: number.optional(),
    charge_currency: value.optional(),
    charge_description: value.optional(),
    /** Ours: how the link's page takes a card, where it does. */
    payment_processor: z
      .object({ name: z.string(), account: z.string(), publishable_key: z.string().optional() })
      .optional(),
    upload_match: z.unknown().optional(),
    /** Ours: what the maker has other pages than ours show. */
    ui_json: z.unknown().optional(),
    /** Ours: why the link no longer opens, so that a page can say so; and whose it is. */
    state: z.enum(['OPEN', 'EXPIRED', 'EXHAUSTED', 'LOCKED']),
    account_id: value,
    account_name: value,
    /** Ours: what the maker has others read there. */
    title: value,
    description: value.optional(),
  }),
  errors: BLOCKED,
})

export const linkSession = command('/link/session', {
  auth: 'none',
  params: z.object({
    uuid: uuid.optional(),
    pin: text.optional(),
    short_id: text.optional(),
    password: text.optional(),
    email_address: text.optional(),
    link_charge_id: uuid.optional(),
  }),
  oneOf: [[['uuid'], ['pin'], ['short_id']]],
  returns: z.object({
    sid: z.string(),
    action: z.string(),
    study_count: z.number().int(),
    share_code: value.optional(),
    namespace_id: value.optional(),
    pin_required: flagOut,
    pin_via: z.string().optional(),
    acceptance_required: flagOut,
    /** Ours: the visit, for /link/sid, and the study to open where there is one. */
    usage_id: z.string(),
    study_id: value,
    anonymize: z.unknown().optional(),
    prompt_for_anonymize: flagOut.optional(),
    upload_match: z.unknown().optional(),
  }),
  errors: [...BLOCKED, 'INVALID_CREDENTIALS', 'CHARGE_REQUIRED', 'DISABLED', 'ONLY_ONE'],
})

/** The `uuid` of the answer is the `link_charge_id` that opens the link. */
export const linkCharge = command('/link/charge', {
  auth: 'none',
  params: z.object({ uuid, charge_token: text }),
  returns: z.object({ uuid: z.string() }),
  errors: [...BLOCKED, 'CHARGE_FAILED'],
})

export const linkRedirect = command('/link/redirect', {
  auth: 'optional',
  guests: true,
  raw: true,
  params: z.object({
    uuid: uuid.optional(),
    pin: text.optional(),
    short_id: text.optional(),
    password: text.optional(),
    link_charge_id: uuid.optional(),
    /** `context_user_id`: the member for whom another program opens the link. */
    v: text.optional(),
  }),
  oneOf: [[['uuid'], ['pin'], ['short_id']]],
  returns: z.object({}),
  /** CHARGE_REQUIRED and those of `v` are ours here: the document has them for other commands. */
  errors: [
    ...BLOCKED,
    'LINK_NOT_FOUND',
    'INVALID_CREDENTIALS',
    'EXPIRED',
    'ONLY_ONE',
    'CHARGE_REQUIRED',
    'ACCOUNT_NOT_SET',
    'DECRYPT_FAILED',
    'NOT_HASH',
  ],
})

/** `v` is encrypted for `external:U` (docs/links.md). IP_BLOCKED is ours here, of `link_external_whitelist`. */
export const linkExternal = command('/link/external', {
  auth: 'none',
  raw: true,
  params: z.object({ u: uuid.optional(), v: text.optional() }),
  returns: z.object({}),
  errors: [
    'MISSING_PARAMETERS',
    'ACCOUNT_USER_NOT_FOUND',
    'ACCOUNT_NOT_SET',
    'DECRYPT_FAILED',
    'NOT_HASH',
    'NO_FILTER',
    ...BLOCKED,
  ],
})

/** `v` is encrypted for `sso:U` and opens once. */
export const linkSso = command('/link/sso', {
  auth: 'none',
  raw: true,
  params: z.object({ u: uuid, v: text }),
  returns: z.object({}),
  errors: ['ACCOUNT_USER_NOT_FOUND', 'ACCOUNT_NOT_SET', 'DECRYPT_FAILED', 'NOT_HASH', 'MISSING_INFO'],
})

export const linkSid = command('/link/sid', {
  auth: 'none',
  params: z.object({ uuid, email: text }),
  returns: z.object({ sid: z.string() }),
  errors: [],
})
