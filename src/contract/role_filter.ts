import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { hash, pageOut, text, uuid } from './value.ts'

/** What an access filter may be about. v3 knows routes; studies are ours. */
export const ROLE_FILTER_OBJECTS = ['Route', 'Study'] as const
export type RoleFilterObject = (typeof ROLE_FILTER_OBJECTS)[number]

export const roleFilterRecord = z.object({
  uuid: z.string(),
  account_id: z.string(),
  role_id: z.string().nullable(),
  name: z.string().nullable(),
  filter: z.record(z.string(), z.unknown()),
  permissions_mask: z.record(z.string(), z.unknown()),
  object_type: z.string(),
  created_by: z.string().nullable(),
  created: z.string(),
  updated: z.string(),
})
export type RoleFilterRecord = z.output<typeof roleFilterRecord>

export const roleFilterList = command('/role/filter/list', {
  permission: anyOf('role_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, role_filters: z.array(roleFilterRecord) }),
  errors: [],
})

/** Without a role it counts for all of the account. */
export const roleFilterAdd = command('/role/filter/add', {
  permission: anyOf('role_edit'),
  params: z.object({
    account_id: uuid,
    role_id: uuid.optional(),
    name: text.optional(),
    filter: hash,
    permissions_mask: hash,
    object_type: text,
  }),
  returns: z.object({ uuid: z.string() }),
  errors: ['VALIDATION_FAILED', 'INVALID_PERMISSION', 'INVALID_PERMISSION_VALUE'],
})

export const roleFilterSet = command('/role/filter/set', {
  permission: anyOf('role_edit'),
  params: z.object({
    uuid,
    name: text.optional(),
    filter: hash.optional(),
    permissions_mask: hash.optional(),
  }),
  returns: z.object({}),
  errors: ['VALIDATION_FAILED', 'INVALID_PERMISSION', 'INVALID_PERMISSION_VALUE'],
})

export const roleFilterGet = command('/role/filter/get', {
  permission: anyOf('role_view'),
  params: z.object({ uuid }),
  returns: roleFilterRecord,
  errors: [],
})

export const roleFilterDelete = command('/role/filter/delete', {
  permission: anyOf('role_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})

/** Built by a job: `/report/status`, then `/report/zip`. */
export const roleReportDetail = command('/role/report/detail', {
  permission: anyOf('role_view'),
  params: z.object({ account_id: uuid }),
  returns: z.object({ report_id: z.string() }),
  errors: ['REPORT_ERROR'],
})
