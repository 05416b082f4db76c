import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { commaList, flagOut, json, pageOut, text, uuid } from './value.ts'

export const filterRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  type: z.string(),
  configuration: z.unknown(),
  owner: flagOut,
  account_id: z.string().nullable(),
  namespace_id: z.string().nullable(),
  tier_children: z.array(z.unknown()),
  tier_parent_id: z.string().optional(),
})
export type FilterRecord = z.output<typeof filterRecord>

export const filterList = command('/filter/list', {
  params: z.object({
    /** May be repeated; several arrive as one comma separated value. */
    type: commaList,
    account_id: uuid,
  }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({
    page: pageOut,
    filters: z.array(filterRecord),
  }),
  errors: [],
})

export const filterAdd = command('/filter/add', {
  params: z.object({
    name: text,
    type: text,
    configuration: json,
    account_id: uuid.optional(),
    tier_parent_id: uuid.optional(),
  }),
  returns: z.object({
    uuid: z.string(),
  }),
  errors: ['INVALID_CONFIG'],
})

export const filterGet = command('/filter/get', {
  params: z.object({
    uuid,
  }),
  returns: filterRecord,
  errors: [],
})

export const filterSet = command('/filter/set', {
  permission: [
    {
      anyOf: [
        ['user_edit_shared_filter', '!filter_edit_only_own'],
        ['filter_share', '!filter_edit_only_own'],
      ],
    },
  ],
  params: z.object({
    uuid,
    name: text.optional(),
    type: text.optional(),
    configuration: json.optional(),
    account_id: uuid.optional(),
  }),
  returns: z.object({
    uuid: z.string(),
  }),
  errors: ['INVALID_CONFIG'],
})

export const filterDelete = command('/filter/delete', {
  permission: [
    {
      anyOf: [
        ['user_edit_shared_filter', '!filter_edit_only_own'],
        ['filter_share', '!filter_edit_only_own'],
      ],
    },
  ],
  params: z.object({
    uuid,
  }),
  returns: z.object({}),
  errors: [],
})

export const filterShare = command('/filter/share', {
  permission: anyOf('filter_share'),
  params: z.object({
    uuid,
    account_id: uuid.optional(),
    location_id: uuid.optional(),
    group_id: uuid.optional(),
    user_id: uuid.optional(),
    role_id: uuid.optional(),
  }),
  oneOf: [[['account_id'], ['location_id'], ['group_id'], ['user_id'], ['role_id']]],
  returns: z.object({}),
  errors: ['INVALID_PARAMETERS'],
})

export const filterShareStop = command('/filter/share/stop', {
  params: z.object({
    uuid,
    account_id: uuid.optional(),
    location_id: uuid.optional(),
    group_id: uuid.optional(),
    user_id: uuid.optional(),
    role_id: uuid.optional(),
  }),
  oneOf: [[['account_id'], ['location_id'], ['group_id'], ['user_id'], ['role_id']]],
  returns: z.object({}),
  errors: [],
})

export const filterShareList = command('/filter/share/list', {
  params: z.object({
    uuid,
  }),
  returns: z.object({
    account_id: z.array(z.string()),
    location_id: z.array(z.string()),
    group_id: z.array(z.string()),
    user_id: z.array(z.string()),
    role_id: z.array(z.string()),
  }),
  errors: [],
})
