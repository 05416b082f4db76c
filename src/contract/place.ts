import { z } from 'zod'
import { customfieldValue } from './customfield.ts'
import { eventParams, eventsOut } from './event.ts'
import { flag, flagOut, hash, integer, pageOut, text, uuid } from './value.ts'

/** What groups and locations have in common: each owns a namespace and has members. */

export const placeRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  namespace_id: z.string(),
  must_approve: flagOut,
  must_approve_upload: flagOut,
  must_approve_harvest: flagOut,
  must_approve_move: flagOut,
  must_approve_copy: flagOut,
  no_share: flagOut,
  share_code: z.string().nullable(),
  share_description: z.string().nullable(),
  share_settings: z.unknown(),
  share_via_gateway: flagOut.optional(),
  hl7_template: z.string().nullable(),
  search_threshold: z.number().nullable(),
  tags: z.array(z.string()).optional(),
  role_id: z.string().nullable(),
  role_name: z.string().nullable(),
  customfields: z.array(customfieldValue).optional(),
})
export type PlaceRecord = z.output<typeof placeRecord>

/** What a namespace's owner says of it. */
export const namespaceParams = {
  must_approve: flag.optional(),
  must_approve_upload: flag.optional(),
  must_approve_harvest: flag.optional(),
  must_approve_move: flag.optional(),
  must_approve_copy: flag.optional(),
  no_share: flag.optional(),
  share_code: text.optional(),
  share_description: text.optional(),
  share_settings: hash.optional(),
  share_via_gateway: flag.optional(),
  hl7_template: text.optional(),
  search_threshold: integer.optional(),
}

export const placeAddParams = { name: text, account_id: uuid, ...namespaceParams, role_id: uuid.optional() }
export const placeSetParams = { uuid, name: text.optional(), ...namespaceParams, role_id: uuid.optional() }
export const PLACE_ADD_ERRORS = [
  'ACCOUNT_NOT_FOUND',
  'DUP_SHARE_CODE',
  'DUP_NAMESPACE_NAME',
  'INVALID_CUSTOMFIELD',
  'ROLE_NAMESPACE_MISMATCH',
] as const
export const PLACE_SET_ERRORS = [
  'DUP_SHARE_CODE',
  'DUP_NAMESPACE_NAME',
  'INVALID_CUSTOMFIELD',
  'ROLE_NAMESPACE_MISMATCH',
] as const

export const placeUserParams = {
  uuid,
  user_id: uuid,
  role_id: uuid.optional(),
  ...eventParams,
  no_physician_alias_share: flag.optional(),
}
export const PLACE_USER_ERRORS = [
  'ROLE_NAMESPACE_MISMATCH',
  'USER_NOT_FOUND',
  'ROLE_NOT_FOUND',
  'CAN_NOT_PROMOTE',
] as const

export const placeUser = z.object({
  user_id: z.string(),
  user_name: z.string(),
  user_email: z.string(),
  role_id: z.string().nullable(),
  role_name: z.string().nullable(),
  /** Ours: they belong to every place of the account, and cannot be taken out of one. */
  global: flagOut,
  no_physician_alias_share: flagOut,
  ...eventsOut,
})
export type PlaceUser = z.output<typeof placeUser>
export const placeUserListReturns = z.object({ page: pageOut, users: z.array(placeUser) })
