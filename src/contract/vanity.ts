import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flagOut, integer, json, pageOut, text, uuid } from './value.ts'

const record = z.object({
  uuid: z.string(),
  vanity: z.string(),
  ui_json: z.unknown(),
  sort_order: z.number().int(),
  /** Whether it is among the account's vanities now. */
  active: flagOut,
})
export type VanityRecord = z.output<typeof record>

const named = { account_id: uuid, uuid: uuid.optional(), vanity: text.optional() }

export const accountVanityAdd = command('/account/vanity/add', {
  permission: anyOf('account_vanity_edit'),
  params: z.object({
    account_id: uuid,
    vanity: text,
    sort_order: integer.optional(),
    ui_json: json.optional(),
  }),
  returns: z.object({ uuid: z.string() }),
  errors: ['VALIDATION_FAILED'],
})

export const accountVanityGet = command('/account/vanity/get', {
  params: z.object(named),
  returns: record,
  errors: [],
})

export const accountVanitySet = command('/account/vanity/set', {
  permission: anyOf('account_vanity_edit'),
  params: z.object({ ...named, sort_order: integer.optional(), ui_json: json.optional() }),
  oneOf: [[['uuid'], ['vanity']]],
  returns: z.object({}),
  errors: [],
})

export const accountVanityList = command('/account/vanity/list', {
  permission: anyOf('account_vanity_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, vanities: z.array(record) }),
  errors: [],
})

export const accountVanityDelete = command('/account/vanity/delete', {
  permission: anyOf('account_vanity_edit'),
  params: z.object(named),
  oneOf: [[['uuid'], ['vanity']]],
  returns: z.object({}),
  errors: [],
})
