import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { commaList, pageOut, text, uuid } from './value.ts'

/** Keys of programs that use the PostDICOM Cloud API: ours, v3 has none. */

/** What a key lets a program do; each method of the library needs one of them. */
export const API_SCOPES = ['read', 'upload', 'write', 'share'] as const
export type ApiScope = (typeof API_SCOPES)[number]

export const apikeyRecord = z.object({
  uuid: z.string(),
  account_id: z.string(),
  name: z.string(),
  /** Its last characters. */
  hint: z.string(),
  scopes: z.array(z.string()),
  origins: z.array(z.string()),
  expires: z.string().nullable(),
  last_used: z.string().nullable(),
  created: z.string(),
  created_by_name: z.string().nullable(),
})
export type ApikeyRecord = z.output<typeof apikeyRecord>

export const apikeyList = command('/apikey/list', {
  permission: anyOf('account_edit'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, apikeys: z.array(apikeyRecord), account_key: z.string() }),
  errors: [],
})

const INVALID = ['INVALID_SCOPE', 'INVALID_ORIGIN', 'INVALID_DATE', 'INVALID_NAME'] as const
const settings = { scopes: commaList.optional(), origins: commaList.optional(), expires: text.optional() }

/** `api_key` is answered this once and kept nowhere. Without scopes it has all of them. */
export const apikeyAdd = command('/apikey/add', {
  permission: anyOf('account_edit'),
  params: z.object({ account_id: uuid, name: text, ...settings }),
  returns: z.object({ uuid: z.string(), api_key: z.string() }),
  errors: INVALID,
})

export const apikeySet = command('/apikey/set', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid, name: text.optional(), ...settings }),
  returns: z.object({}),
  errors: INVALID,
})

/** A new key in the place of the old one, which opens nothing from then on. */
export const apikeyRotate = command('/apikey/rotate', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid }),
  returns: z.object({ api_key: z.string() }),
  errors: [],
})

export const apikeyDelete = command('/apikey/delete', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})
