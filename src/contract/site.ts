import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flag, flagOut, pageOut, text, uuid, uuidOrNone } from './value.ts'

const said = z.string().nullable()

export const siteRecord = z.object({
  uuid: z.string(),
  account_id: z.string(),
  name: z.string(),
  /** Of which site it is a satellite. */
  site_id: said,
  country: said,
  state: said,
  zip: said,
  city: said,
  address1: said,
  address2: said,
  /** 1: not in use any more, as the name says. */
  inactive: flagOut,
  satellite_sites: z.array(z.object({ uuid: z.string(), name: z.string() })),
  /** The groups of whatever account that have the site. */
  trials: z.array(
    z.object({
      uuid: z.string(),
      name: z.string(),
      account_name: z.string(),
      inactive: flagOut,
      qualified: flagOut,
    }),
  ),
})
export type SiteRecord = z.output<typeof siteRecord>

const address = {
  country: text.optional(),
  state: text.optional(),
  zip: text.optional(),
  city: text.optional(),
  address1: text.optional(),
  address2: text.optional(),
}

const PARENT_ERRORS = ['DIFFERENT_ACCOUNTS', 'NESTED_SATELLITE_SITE'] as const

export const siteList = command('/site/list', {
  permission: anyOf('site_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, sites: z.array(siteRecord) }),
  errors: [],
})

export const siteAdd = command('/site/add', {
  permission: anyOf('site_add'),
  params: z.object({ account_id: uuid, name: text, site_id: uuidOrNone.optional(), ...address }),
  returns: z.object({ uuid: z.string() }),
  errors: PARENT_ERRORS,
})

export const siteSet = command('/site/set', {
  permission: anyOf('site_edit'),
  params: z.object({
    uuid,
    name: text.optional(),
    /** Empty: a satellite no longer. */
    site_id: uuidOrNone.optional(),
    inactive: flag.optional(),
    ...address,
  }),
  returns: z.object({}),
  errors: PARENT_ERRORS,
})

export const siteGet = command('/site/get', {
  permission: anyOf('site_view'),
  params: z.object({ uuid }),
  returns: siteRecord,
  errors: [],
})

export const siteDelete = command('/site/delete', {
  permission: anyOf('site_delete'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})

export const siteUserAdd = command('/site/user/add', {
  permission: anyOf('site_user_add'),
  params: z.object({
    uuid,
    user_id: uuid.optional(),
    email: text.optional(),
    role_name: text,
    site_email: text.optional(),
  }),
  oneOf: [[['user_id'], ['email']]],
  returns: z.object({}),
  errors: ['USER_NOT_FOUND', 'ALREADY_EXISTS'],
})

export const siteUserSet = command('/site/user/set', {
  permission: anyOf('site_user_edit'),
  params: z.object({ uuid, user_id: uuid, role_name: text.optional(), site_email: text.optional() }),
  returns: z.object({}),
  errors: ['USER_NOT_FOUND'],
})

export const siteUser = z.object({
  user_id: z.string(),
  user_name: z.string(),
  user_email: z.string(),
  role_name: z.string(),
  site_email: said,
  groups: z.array(
    z.object({ group_name: z.string(), group_account_name: z.string(), group_role_name: said }),
  ),
})
export type SiteUser = z.output<typeof siteUser>

export const siteUserList = command('/site/user/list', {
  permission: anyOf('site_user_view'),
  params: z.object({ uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, users: z.array(siteUser) }),
  errors: [],
})

export const siteUserDelete = command('/site/user/delete', {
  permission: anyOf('site_user_delete'),
  params: z.object({ uuid, user_id: uuid }),
  returns: z.object({}),
  errors: ['USER_NOT_FOUND'],
})
