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
import { pageOut, uuid } from './value.ts'

export const locationRecord = placeRecord
export type LocationRecord = z.output<typeof locationRecord>

export const locationList = command('/location/list', {
  permission: anyOf('location_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, locations: z.array(locationRecord) }),
  errors: [],
})

export const locationAdd = command('/location/add', {
  permission: anyOf('location_edit'),
  params: z.object(placeAddParams),
  open: ['customfield-'],
  returns: z.object({ uuid: z.string(), namespace_id: z.string() }),
  errors: PLACE_ADD_ERRORS,
})

export const locationSet = command('/location/set', {
  permission: anyOf('location_edit'),
  params: z.object(placeSetParams),
  open: ['customfield-'],
  returns: z.object({}),
  errors: PLACE_SET_ERRORS,
})

export const locationGet = command('/location/get', {
  permission: anyOf('location_view'),
  params: z.object({ uuid }),
  returns: locationRecord,
  errors: [],
})

export const locationDelete = command('/location/delete', {
  permission: anyOf('location_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['NOT_EMPTY'],
})

export const locationUserAdd = command('/location/user/add', {
  permission: anyOf('location_edit'),
  params: z.object(placeUserParams),
  returns: z.object({}),
  errors: PLACE_USER_ERRORS,
})

export const locationUserDelete = command('/location/user/delete', {
  permission: anyOf('location_edit'),
  params: z.object({ uuid, user_id: uuid }),
  returns: z.object({}),
  errors: [],
})

export const locationUserList = command('/location/user/list', {
  permission: anyOf('location_view'),
  params: z.object({ uuid }),
  list: ['filter', 'page', 'sort'],
  returns: placeUserListReturns,
  errors: [],
})
