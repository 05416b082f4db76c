import { z } from 'zod'
import { anyOf, command, type PermissionRule } from './command.ts'
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
import { flag, flagOut, pageOut, text, uuid, uuidOrNone } from './value.ts'

/** A group with a site is a trial at that site. */
const groupSite = z.object({
  site_id: z.string(),
  site_name: z.string(),
  site_qualified: flagOut,
  site_inactive: flagOut,
  scanners_validated: z.array(z.object({ uuid: z.string(), name: z.string(), study_uid: z.string() })),
})
export type GroupSite = z.output<typeof groupSite>

/** The fields of the site only where there is one. */
export const groupRecord = placeRecord.extend(groupSite.partial().shape)
export type GroupRecord = z.output<typeof groupRecord>

export const groupList = command('/group/list', {
  permission: anyOf('group_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, groups: z.array(groupRecord) }),
  errors: [],
})

/** MISSING_FIELDS names `site_id` where the account requires one. */
export const groupAdd = command('/group/add', {
  permission: anyOf('group_edit'),
  params: z.object({ ...placeAddParams, site_id: uuidOrNone.optional() }),
  open: ['customfield-'],
  returns: z.object({ uuid: z.string(), namespace_id: z.string() }),
  errors: [...PLACE_ADD_ERRORS, 'SITE_NOT_ALLOWED'],
})

const qualifies = (when: string): PermissionRule => ({ when, anyOf: [['group_edit', 'site_qualify']] })

/** An empty `site_id` takes the site away. Qualifying and deactivating it takes `site_qualify` as well. */
export const groupSet = command('/group/set', {
  permission: [...anyOf('group_edit'), qualifies('site_qualified'), qualifies('site_inactive')],
  params: z.object({
    ...placeSetParams,
    site_id: uuidOrNone.optional(),
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

/** The scanner has to stand at the group's site or at a satellite of it. */
export const groupScannerValidate = command('/group/scanner/validate', {
  permission: anyOf('scanner_validate'),
  params: z.object({
    uuid,
    scanner_id: uuid,
    /** Asked for unless the scanner is invalidated. */
    study_uid: text.optional(),
    invalidate: flag.optional(),
  }),
  returns: z.object({}),
  errors: ['ALREADY'],
})
