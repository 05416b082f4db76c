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

/** After what time something comes in sight of a patient. */
const releaseDelay = z.object({
  /** Of studies of this modality (DICOM 0008,0060); null is all others. */
  modality: z.string().nullable(),
  /** Both times have to go by; null without end. */
  minutes: z.number().nullable(),
  work_hours: z.number(),
  /** So long at the most: it depends on more of the study than its modality. */
  at_most: flagOut,
})
export type ReleaseDelay = z.output<typeof releaseDelay>

/** How a guest came in and what they may do: ours, beside what v3 lists. Links and the portal each fill their part. */
export const guestRecord = z.object({
  kind: z.enum(['link', 'portal']),
  account_id: z.string().nullable(),
  account_name: z.string().nullable(),
  expires: z.string().nullable(),
  action: z.string().optional(),
  namespace_id: z.string().nullable().optional(),
  namespace_name: z.string().nullable().optional(),
  anonymize: z.record(z.string(), z.string()).optional(),
  prompt_for_anonymize: flagOut.optional(),
  title: z.string().nullable().optional(),
  description: z.string().nullable().optional(),
  folder_name: z.string().nullable().optional(),
  /** Orders that the link shows beside studies. */
  orders: z
    .array(
      z.object({
        uuid: z.string(),
        patient_name: z.string().nullable(),
        study_description: z.string().nullable(),
      }),
    )
    .optional(),
  patient_id: z.string().optional(),
  patient_name: z.string().optional(),
  birth_date: z.string().nullable().optional(),
  vanity: z.string().nullable().optional(),
  /** Of the portal: images after they have arrived, reports after they are signed. */
  release: z.object({ images: z.array(releaseDelay), reports: z.array(releaseDelay) }).optional(),
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

/** `vanity` and `vendor` are ours: a brand by its name instead of its host, and another provider than the brand's. */
export const sessionOauthStart = command('/session/oauth/start', {
  auth: 'none',
  raw: true,
  params: z.object({ vanity: text.optional(), vendor: text.optional() }),
  returns: z.object({}),
  errors: ['NO_OAUTH'],
})

/** What a session that was begun by a provider answers, whichever protocol the provider speaks. */
const providerSession = z.object({
  sid: z.string(),
  uuid: z.string(),
  name: z.string(),
  new_user: flagOut,
  /** Ours: where the account asks for a second factor of its own. */
  pin_required: flagOut.optional(),
  pin_via: z.enum(['TOKEN', 'EMAIL', 'SMS']).optional(),
})

const SESSION_ERRORS = ['INVALID_CODE', 'OTHER_OAUTH', 'MISSING_INFORMATION', 'AUTH_FAILED'] as const

export const sessionOauth = command('/session/oauth', {
  auth: 'none',
  params: z.object({
    code: text,
    vendor: text,
    redirect_uri: text,
    /** Ours: what the provider returned beside the code. */
    state: text.optional(),
    iss: text.optional(),
  }),
  returns: providerSession,
  errors: ['INVALID_CODE', 'INVALID_VENDOR', 'OTHER_OAUTH', 'MISSING_INFORMATION', 'NO_OAUTH', 'AUTH_FAILED'],
})

/** Ours: SAML 2.0. The browser leaves for the account's identity provider. */
export const sessionSamlStart = command('/session/saml/start', {
  auth: 'none',
  raw: true,
  params: z.object({ vanity: text.optional() }),
  returns: z.object({}),
  errors: ['NO_SAML'],
})

/** Where the identity provider posts its answer; it sends the browser on to our own page. */
export const sessionSamlAcs = command('/session/saml/acs', {
  auth: 'none',
  method: 'POST',
  raw: true,
  bodyLimit: 512 * 1024,
  params: z.object({ account_id: uuid, SAMLResponse: text, RelayState: text.optional() }),
  returns: z.object({}),
  errors: [],
})

/** What the identity provider reads of us. */
export const sessionSamlMetadata = command('/session/saml/metadata', {
  auth: 'none',
  raw: true,
  params: z.object({ account_id: uuid }),
  returns: z.object({}),
  errors: [],
})

/** The session of whom the identity provider named, by the code that our own page was sent back with. */
export const sessionSaml = command('/session/saml', {
  auth: 'none',
  params: z.object({ code: text }),
  returns: providerSession,
  errors: [...SESSION_ERRORS, 'NO_SAML'],
})

/** Ours: whom a provider named (AUTH_FAILED, LINK_REQUIRED) is from now on the signed-in user. */
export const sessionOauthLink = command('/session/oauth/link', {
  params: z.object({}),
  returns: z.object({}),
  errors: ['OTHER_OAUTH'],
})

const button = z.object({ label: z.string() }).nullable()

/** Ours, for the sign-in page: the providers of the account that a vanity, or the host name, names. */
export const sessionProviders = command('/session/providers', {
  auth: 'none',
  params: z.object({ vanity: text.optional() }),
  returns: z.object({
    account_name: z.string().nullable(),
    vanity: z.string().nullable(),
    oidc: button,
    saml: button,
    google: flagOut,
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
