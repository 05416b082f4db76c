import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { commaList, flag, flagOut, pageOut, text, uuid } from './value.ts'

/**
 * Folders: ours, in the manner of v3, which has none. A folder holds studies and orders by reference, is its owner's until
 * it is shared, and is reached with all that is below it. Links to folders are links (`link.ts`) with a `folder_id`.
 */

const value = z.string().nullable()

export const folderRecord = z.object({
  uuid: z.string(),
  account_id: z.string(),
  /** Null where the folder above is not reached, or there is none. */
  parent_id: value,
  name: z.string(),
  description: value,
  owner_id: z.string(),
  owner_name: z.string(),
  /** What the caller may do with it. */
  may_edit: flagOut,
  may_download: flagOut,
  may_upload: flagOut,
  own: flagOut,
  /** With members, or by a link that opens. */
  is_shared: flagOut,
  study_count: z.number().int(),
  order_count: z.number().int(),
  /** In it and in all below it. */
  total_count: z.number().int(),
  folder_count: z.number().int(),
  created: z.string(),
  updated: z.string(),
})
export type FolderRecord = z.output<typeof folderRecord>

/** `parent_id` narrows the answer to what is directly in it; without, every folder that the caller reaches. */
export const folderList = command('/folder/list', {
  permission: anyOf('folder_view'),
  params: z.object({ account_id: uuid, parent_id: uuid.optional() }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, folders: z.array(folderRecord) }),
  errors: [],
})

/** In the account, or in a folder that the caller may edit. `reuse` answers a folder of that name that is there. */
export const folderAdd = command('/folder/add', {
  permission: anyOf('folder_edit'),
  params: z.object({
    account_id: uuid.optional(),
    parent_id: uuid.optional(),
    name: text,
    description: text.optional(),
    reuse: flag.optional(),
  }),
  oneOf: [[['account_id'], ['parent_id']]],
  returns: z.object({ uuid: z.string() }),
  errors: ['INVALID_NAME', 'TOO_DEEP'],
})

/** An empty `parent_id` moves it out of every folder. */
export const folderSet = command('/folder/set', {
  permission: anyOf('folder_edit'),
  params: z.object({
    uuid,
    name: text.optional(),
    description: text.optional(),
    parent_id: text.optional(),
  }),
  returns: z.object({}),
  errors: ['INVALID_NAME', 'INVALID_PARENT', 'TOO_DEEP'],
})

export const folderGet = command('/folder/get', {
  permission: anyOf('folder_view'),
  params: z.object({ uuid }),
  returns: folderRecord,
  errors: [],
})

/** With all folders below it; what they hold stays where it is. */
export const folderDelete = command('/folder/delete', {
  permission: anyOf('folder_edit'),
  params: z.object({ uuid }),
  returns: z.object({ deleted: z.number().int() }),
  errors: [],
})

/** Up to a hundred at once. In a folder that others reach only what the caller may share. */
export const folderStudyAdd = command('/folder/study/add', {
  permission: [{ anyOf: [['folder_edit', 'study_view']] }],
  params: z.object({ uuid, study_id: commaList }),
  returns: z.object({ added: z.number().int() }),
  errors: ['TOO_MANY'],
})

export const folderStudyRemove = command('/folder/study/remove', {
  permission: anyOf('folder_edit'),
  params: z.object({ uuid, study_id: commaList }),
  returns: z.object({ removed: z.number().int() }),
  errors: ['TOO_MANY'],
})

export const folderOrderAdd = command('/folder/order/add', {
  permission: [{ anyOf: [['folder_edit', 'order_view']] }],
  params: z.object({ uuid, order_id: commaList }),
  returns: z.object({ added: z.number().int() }),
  errors: ['TOO_MANY'],
})

export const folderOrderRemove = command('/folder/order/remove', {
  permission: anyOf('folder_edit'),
  params: z.object({ uuid, order_id: commaList }),
  returns: z.object({ removed: z.number().int() }),
  errors: ['TOO_MANY'],
})

export const folderMember = z.object({
  uuid: z.string(),
  user_id: value,
  group_id: value,
  name: z.string(),
  email: value,
  may_edit: flagOut,
  may_download: flagOut,
  may_upload: flagOut,
  expires: value,
  expired: flagOut,
  created: z.string(),
})
export type FolderMember = z.output<typeof folderMember>

export const folderShareList = command('/folder/share/list', {
  permission: anyOf('folder_share'),
  params: z.object({ uuid }),
  returns: z.object({ members: z.array(folderMember) }),
  errors: [],
})

/**
 * A member of the account, or a group of it; once more to change what they may do. `expires` is a moment (UTC) or a day,
 * whose end is meant; empty for ever. Only what the caller may share can be shared with others.
 */
export const folderShareAdd = command('/folder/share/add', {
  permission: anyOf('folder_share'),
  params: z.object({
    uuid,
    user_id: uuid.optional(),
    group_id: uuid.optional(),
    may_edit: flag.optional(),
    may_download: flag.optional(),
    may_upload: flag.optional(),
    expires: text.optional(),
  }),
  oneOf: [[['user_id'], ['group_id']]],
  returns: z.object({ uuid: z.string() }),
  errors: ['INVALID_DATE'],
})

export const folderShareStop = command('/folder/share/stop', {
  permission: anyOf('folder_share'),
  params: z.object({ uuid, user_id: uuid.optional(), group_id: uuid.optional() }),
  oneOf: [[['user_id'], ['group_id']]],
  returns: z.object({}),
  errors: [],
})
