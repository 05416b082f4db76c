import { z } from 'zod'
import { command } from './command.ts'
import { userRecord } from './user.ts'
import { flag, flagOut, integer, jsonList, text, uuid } from './value.ts'

export const sessionLogin = command('/session/login', {
  auth: 'none',
  method: 'POST',
  params: z.object({
    /** `login` with `vanity`; `email` and the account pair are the older form. */
    login: text.optional(),
    email: text.optional(),
    account_name: text.optional(),
    account_login: text.optional(),
    vanity: text.optional(),
    password: text.optional(),
    use_pkey: flag.optional(),
    new_password: text.optional(),
    validate_session: text.optional(),
    location: text.optional(),
  }),
  oneOf: [
    [['login'], ['email'], ['account_name', 'account_login']],
    [['password'], ['use_pkey']],
  ],
  returns: z.object({
    sid: z.string(),
    uuid: z.string(),
    name: z.string(),
    training_todo: flagOut,
    pin_required: flagOut.optional(),
    pin_via: z.enum(['TOKEN', 'EMAIL', 'SMS']).optional(),
    sign_required: flagOut.optional(),
    terms_md5: z.string().nullable(),
    privacy_md5: z.string().nullable(),
    indicator_md5: z.string().nullable(),
    patientid: z.string().optional(),
    is_proxy: flagOut,
  }),
  errors: [
    'INVALID_CREDENTIALS',
    'LOCKOUT',
    'BAD_PASSWORD',
    'PASSWORD_RESET',
    'VALIDATION_FAILED',
    'WHITELIST_LOCKOUT',
    'BLOCKED',
    'DISABLED',
    'BRAND_NOT_ALLOWED',
    'SSO_ONLY',
    'ONLY_ONE',
    'PUBLIC_KEY_EXPIRED',
  ],
})

/** How a guest came in and what they may do: ours, beside what v3 lists. Links and the portal each fill their part. */
export const guestRecord = z.object({
  kind: z.enum(['link', 'portal']),
  account_name: z.string().nullable(),
  expires: z.string().nullable(),
  action: z.string().optional(),
  namespace_id: z.string().nullable().optional(),
  namespace_name: z.string().nullable().optional(),
  anonymize: z.record(z.string(), z.string()).optional(),
  prompt_for_anonymize: flagOut.optional(),
  patient_id: z.string().optional(),
  patient_name: z.string().optional(),
  birth_date: z.string().nullable().optional(),
  vanity: z.string().nullable().optional(),
  release_after_hours: z.number().optional(),
  download: flagOut.optional(),
  share: flagOut.optional(),
})
export type GuestRecord = z.output<typeof guestRecord>

export const sessionUser = command('/session/user', {
  guests: true,
  params: z.object({
    settings: jsonList.optional(),
    account_id: uuid.optional(),
  }),
  returns: userRecord.extend({
    namespaces: z.array(
      z.object({
        uuid: z.string(),
        name: z.string(),
      }),
    ),
    sid_md5: z.string(),
    accelerator_used: flagOut,
    session_expire: z.number(),
    settings: z.record(z.string(), z.unknown()).optional(),
    guest: guestRecord.optional(),
  }),
  errors: [],
})

export const sessionPermissions = command('/session/permissions', {
  guests: true,
  params: z.object({
    account_id: uuid.optional(),
    namespace_id: uuid.optional(),
  }),
  oneOf: [[['account_id'], ['namespace_id']]],
  returns: z.object({ role_id: z.string().nullable() }).catchall(z.unknown()),
  errors: [],
})

export const sessionLogout = command('/session/logout', {
  guests: true,
  params: z.object({}),
  returns: z.object({
    logout_url: z.string().optional(),
  }),
  errors: [],
})

export const sessionCsrfEnable = command('/session/csrf/enable', {
  guests: true,
  params: z.object({
    redirect_uri: text,
  }),
  returns: z.object({}),
  raw: true,
  errors: ['INVALID_URL'],
})

export const sessionUuid = command('/session/uuid', {
  auth: 'none',
  params: z.object({}),
  returns: z.object({
    uuid: z.string(),
  }),
  errors: [],
})

export const sessionOauthToken = command('/session/oauth/token', {
  auth: 'none',
  method: 'POST',
  params: z.object({
    grant_type: text,
    client_id: text,
    client_secret: text,
    duration: integer.optional(),
  }),
  returns: z.object({
    access_token: z.string(),
    created_at: z.string(),
    expires_in: z.number(),
    token_type: z.string(),
  }),
  errors: ['LOCKOUT', 'AUTH_FAILED'],
})

export const sessionPin = command('/session/pin', {
  auth: 'none',
  params: z.object({
    sid: text.optional(),
    pin: text,
    remember_device: flag.optional(),
  }),
  returns: z.object({}),
  errors: ['INVALID_SID', 'INVALID_PIN', 'PIN_EXPIRED'],
})

export const sessionSign = command('/session/sign', {
  auth: 'none',
  params: z.object({
    sid: text.optional(),
    signature: text,
  }),
  returns: z.object({}),
  errors: ['INVALID_SID', 'INVALID_SIGNATURE', 'PUBLIC_KEY_EXPIRED'],
})

export const sessionTtl = command('/session/ttl', {
  guests: true,
  auth: 'none',
  params: z.object({ sid: text.optional() }),
  returns: z.object({
    ttl: z.number(),
  }),
  errors: ['EXPIRED'],
})
