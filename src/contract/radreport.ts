import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { commaList, flag, flagOut, hash, pageOut, text, uuid } from './value.ts'

/** Reports that readers write of a study. */

const words = z.string().nullable()
const jsonObject = z.record(z.string(), z.unknown())

/** What is noted of a report beside its changes. SIGNED ends a draft: its document is made and goes to the study. */
export const RADREPORT_ACTIONS = ['SIGNED', 'MEDICAL_EDIT', 'ADMIN_EDIT', 'REPORT_GENERATED'] as const
export type RadreportAction = (typeof RADREPORT_ACTIONS)[number]

/** The field of a report that names pictures of the study: `series_uid`, `instance_uid`, `frame_number` from 1, `label`. */
export const KEY_IMAGES = 'key_images'

/** Beyond the document: where a report stands. */
const standing = {
  user_name: z.string(),
  state: z.enum(['DRAFT', 'SIGNED']),
  signed: words,
  signed_by: words,
  signed_by_name: words,
  addendum_to: words,
  /** How often it has been signed. */
  version: z.number().int(),
}

export const radreportRecord = z.object({
  uuid: z.string(),
  type: z.string(),
  fields: jsonObject,
  attachment: jsonObject.nullable(),
  user_id: z.string(),
  study_id: z.string(),
  created: z.string(),
  updated: z.string(),
  locked_user_id: z.string().optional(),
  ...standing,
  /** Beyond the document: whose templates and macros it is written with, and what that account asks for. */
  account_id: z.string(),
  /** One session edits a report of a study at a time. */
  locking: flagOut,
  /** Who signs says what they attest. */
  attestation: flagOut,
  /** It may be mailed and faxed. */
  mail_out: flagOut,
  /** Beyond the document: its texts are HTML of a few tags, not plain. */
  html: flagOut,
  locked_user_name: z.string().optional(),
  /** Beyond the document: the lock is this session's. */
  locked_here: flagOut.optional(),
})
export type RadreportRecord = z.output<typeof radreportRecord>

export const radreportDescription = z.object({
  uuid: z.string(),
  description: z.string(),
  type: z.string(),
  can_edit: flagOut,
  locked_user_id: z.string().optional(),
  ...standing,
  user_id: z.string(),
  locked_user_name: z.string().optional(),
})
export type RadreportDescription = z.output<typeof radreportDescription>

export const radreportAdd = command('/radreport/add', {
  permission: anyOf('radreport_edit'),
  params: z.object({
    study_id: uuid,
    type: text,
    fields: hash.optional(),
    do_unlock: flag.optional(),
    /** Beyond the document: a signed report that this one adds to. */
    addendum_to: uuid.optional(),
  }),
  returns: z.object({ uuid: z.string(), updated: z.string() }),
  errors: ['LOCKED', 'INVALID_ADDENDUM', 'TOO_LONG'],
})

export const radreportSet = command('/radreport/set', {
  permission: anyOf('radreport_edit'),
  params: z.object({
    uuid,
    fields: hash.optional(),
    attachment: hash.optional(),
    do_unlock: flag.optional(),
    /** Beyond the document: `updated` as the caller knows it; another one is refused by CHANGED. */
    updated: text.optional(),
  }),
  returns: z.object({ updated: z.string() }),
  errors: ['LOCKED', 'CHANGED', 'TOO_LONG'],
})

export const radreportGet = command('/radreport/get', {
  permission: anyOf('radreport_view'),
  guests: true,
  params: z.object({ uuid }),
  returns: radreportRecord,
  errors: [],
})

export const radreportAudit = command('/radreport/audit', {
  permission: anyOf('radreport_edit'),
  params: z.object({
    uuid,
    action: text,
    detail: text,
    /** Beyond the document: as in `/radreport/set`. */
    updated: text.optional(),
  }),
  returns: z.object({}),
  errors: ['INVALID_ACTION', 'LOCKED', 'CHANGED', 'ALREADY', 'SIGNATURE_REQUIRED'],
})

export const radreportDelete = command('/radreport/delete', {
  permission: anyOf('radreport_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['LOCKED'],
})

export const radreportGetDescription = command('/radreport/description', {
  permission: anyOf('radreport_view'),
  guests: true,
  params: z.object({ uuid }),
  returns: radreportDescription,
  errors: [],
})

export const radreportLock = command('/radreport/lock', {
  permission: anyOf('radreport_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['LOCKED'],
})

export const radreportUnlock = command('/radreport/unlock', {
  permission: anyOf('radreport_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['ALREADY', 'LOCKED'],
})

export const radreportUserList = command('/radreport/user/list', {
  params: z.object({ user_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ radreports: z.array(radreportRecord), page: pageOut }),
  errors: [],
})

export const radreportPdf = command('/radreport/pdf', {
  permission: anyOf('radreport_view'),
  guests: true,
  params: z.object({ uuid }),
  returns: z.object({}),
  raw: true,
  errors: [],
})

export const radreportEmail = command('/radreport/email', {
  permission: anyOf('radreport_view'),
  params: z.object({ uuid, email: commaList }),
  returns: z.object({}),
  errors: ['INVALID_EMAIL', 'NO_ATTACHMENT', 'PDF_FAILED', 'NOT_ENABLED'],
})

export const radreportFax = command('/radreport/fax', {
  permission: anyOf('radreport_view'),
  params: z.object({ uuid, number: text }),
  returns: z.object({}),
  errors: ['INVALID_PHONE', 'PDF_FAILED', 'NO_ATTACHMENT', 'NOT_ENABLED'],
})

/** The account's sysadmin says once, as a human being, that reports may leave it. */
export const accountRadreportEmailAuthorize = command('/account/radreport/email/authorize', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid, captcha_response: text }),
  returns: z.object({}),
  errors: ['NOT_ENABLED', 'CAPTCHA_FAILED'],
})

/** Ours: whether an account has been authorised, and what its sysadmin proves with that they are a human being. */
export const accountRadreportEmailGet = command('/account/radreport/email/get', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid }),
  returns: z.object({
    /** This server sends mail or faxes. */
    enabled: flagOut,
    authorized: flagOut,
    captcha: z
      .object({
        provider: z.enum(['turnstile', 'hcaptcha', 'recaptcha']),
        site_key: z.string(),
        /** The address of the provider's own script. */
        script: z.string(),
      })
      .nullable(),
  }),
  errors: [],
})
