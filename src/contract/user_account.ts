import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { eventParams, eventsOut } from './event.ts'
import { commaList, flag, flagOut, hash, text, uuid } from './value.ts'

/** How people come into the system and into accounts, and what they look after themselves. */

const person = { first: text, last: text, password: text, email: text }

export const userAdd = command('/user/add', {
  permission: anyOf('user_edit'),
  method: 'POST',
  params: z.object({
    account_id: uuid,
    ...person,
    alt_emails: commaList.optional(),
    mobile_phone: text.optional(),
  }),
  returns: z.object({ uuid: z.string(), namespace_id: z.string() }),
  errors: ['DUPLICATE_EMAIL', 'BAD_PASSWORD', 'INVALID_EMAIL', 'INVALID_PHONE'],
})

export const userJoin = command('/user/join', {
  method: 'POST',
  auth: 'none',
  params: z.object({
    ...person,
    share_code: text.optional(),
    captcha_response: text.optional(),
    /** Ours: an invitation that is accepted at once. */
    invite: uuid.optional(),
  }),
  open: ['customfield-'],
  returns: z.object({ uuid: z.string() }),
  errors: ['DUPLICATE_EMAIL', 'LOCKOUT', 'BAD_PASSWORD', 'CAPTCHA_FAILED', 'INVALID_EMAIL', 'DISABLED'],
})

export const userDelete = command('/user/delete', {
  params: z.object({}),
  returns: z.object({}),
  errors: ['IN_USE'],
})

export const userWelcome = command('/user/welcome', {
  permission: anyOf('account_user_edit', 'account_user_invite'),
  params: z.object({ email: text, account_id: uuid, link: text }),
  returns: z.object({}),
  errors: ['INVALID_LINK'],
})

export const userInvite = command('/user/invite', {
  permission: anyOf('account_user_invite'),
  params: z.object({
    account_id: uuid,
    role_id: uuid.optional(),
    email: text,
    link: text,
    link_already: text.optional(),
    groups: hash.optional(),
    locations: hash.optional(),
    global: flag.optional(),
    global_role_id: uuid.optional(),
  }),
  returns: z.object({ uuid: z.string() }),
  errors: ['ROLE_NOT_FOUND', 'INVALID_EMAIL', 'ALREADY_EXISTS', 'INVALID_LINK', 'ROLE_NAMESPACE_MISMATCH'],
})

export const userInviteAccept = command('/user/invite/accept', {
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['ACCEPTED', 'ALREADY_EXISTS'],
})

/** Ours, for the page that an invitation opens: whose it is, before anybody signs in. */
export const userInviteGet = command('/user/invite/get', {
  auth: 'none',
  params: z.object({ uuid }),
  returns: z.object({
    /** Of an invitation to a study: who sent it. */
    account_name: z.string(),
    email: z.string(),
    member: flagOut,
    accepted: flagOut,
    /** It leads to a study, and to no account. */
    study: flagOut,
  }),
  errors: [],
})

export const userEvent = command('/user/event', {
  permission: [{ when: 'uuid', anyOf: [['user_view_others_notifications']] }],
  params: z.object({ namespace_id: uuid, uuid: uuid.optional() }),
  returns: z.object(eventsOut),
  errors: ['NOT_MEMBER'],
})

export const userEventSet = command('/user/event/set', {
  permission: [
    { when: 'uuid', anyOf: [['user_modify_others_notifications']] },
    { anyOf: [['user_modify_notifications']] },
  ],
  params: z.object({ namespace_id: uuid, uuid: uuid.optional(), ...eventParams }),
  returns: z.object({}),
  errors: ['NOT_MEMBER'],
})

export const userToken = command('/user/token', {
  params: z.object({
    generate: flag.optional(),
    delete: flag.optional(),
    /** Ours, with `generate`: the secret counts once `code` has shown that an authenticator knows it. */
    pending: flag.optional(),
    code: text.optional(),
  }),
  returns: z.object({ enabled: flagOut, secret: z.string().optional() }),
  errors: ['ALREADY_DONE', 'INVALID_PIN'],
})

export const userDeviceClear = command('/user/device/clear', {
  params: z.object({}),
  returns: z.object({}),
  errors: [],
})

/** Ours, for the administrator: every session of a user ends, and their remembered devices are forgotten. */
export const userLogout = command('/user/logout', {
  permission: anyOf('account_user_edit'),
  params: z.object({
    uuid,
    /** The account in whose name an administrator acts; without it any that both belong to. */
    account_id: uuid.optional(),
  }),
  returns: z.object({ sessions: z.number().int() }),
  errors: [],
})

export const userEnable = command('/user/enable', {
  permission: anyOf('account_user_edit'),
  params: z.object({
    uuid,
    disable: flag.optional(),
    /** Ours: the account in whose name an administrator acts; without it any that both belong to. */
    account_id: uuid.optional(),
  }),
  returns: z.object({}),
  errors: ['NOT_DISABLED'],
})
