import { z } from 'zod'
import { anyOf, command } from './command.ts'
import {
  PLACE_ADD_ERRORS,
  PLACE_SET_ERRORS,
  PLACE_USER_ERRORS,
  placeAddParams,
  placeRecord,
  placeSetParams,
  placeUserListReturns,
  placeUserParams,
} from './place.ts'
import { flag, pageOut, uuid } from './value.ts'

export const groupRecord = placeRecord
export type GroupRecord = z.output<typeof groupRecord>

export const groupList = command('/group/list', {
  permission: anyOf('group_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, groups: z.array(groupRecord) }),
  errors: [],
})

/** Sites are linked to groups once there are sites: until then a `site_id` names nothing. */
export const groupAdd = command('/group/add', {
  permission: anyOf('group_edit'),
  params: z.object({ ...placeAddParams, site_id: uuid.optional() }),
  open: ['customfield-'],
  returns: z.object({ uuid: z.string(), namespace_id: z.string() }),
  errors: [...PLACE_ADD_ERRORS, 'SITE_NOT_ALLOWED'],
})

export const groupSet = command('/group/set', {
  permission: anyOf('group_edit'),
  params: z.object({
    ...placeSetParams,
    site_id: uuid.optional(),
    site_qualified: flag.optional(),
    site_inactive: flag.optional(),
  }),
  open: ['customfield-'],
  returns: z.object({}),
  errors: [...PLACE_SET_ERRORS, 'SITE_NOT_ALLOWED'],
})

export const groupGet = command('/group/get', {
  permission: anyOf('group_view'),
  params: z.object({ uuid }),
  returns: groupRecord,
  errors: [],
})

export const groupDelete = command('/group/delete', {
  permission: anyOf('group_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['NOT_EMPTY', 'ACTIVE_QUERY'],
})

export const groupUserAdd = command('/group/user/add', {
  permission: anyOf('group_edit'),
  params: z.object(placeUserParams),
  returns: z.object({}),
  errors: PLACE_USER_ERRORS,
})

export const groupUserDelete = command('/group/user/delete', {
  permission: anyOf('group_edit'),
  params: z.object({ uuid, user_id: uuid }),
  returns: z.object({}),
  errors: [],
})

export const groupUserList = command('/group/user/list', {
  permission: anyOf('group_view'),
  params: z.object({ uuid }),
  list: ['filter', 'page', 'sort'],
  returns: placeUserListReturns,
  errors: [],
})
