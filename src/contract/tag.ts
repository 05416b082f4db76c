import { z } from 'zod'
import { command, type PermissionRule } from './command.ts'
import { pageOut, text, uuid } from './value.ts'

/** Studies by a right of their own, the rest by the right to edit what is tagged. */
const TAGS: readonly PermissionRule[] = [
  { when: 'object=Study', anyOf: [['study_view', 'study_tag']] },
  { when: 'object=Group', anyOf: [['group_edit']] },
  { when: 'object=Location', anyOf: [['location_edit']] },
  { when: 'object=Account', anyOf: [['account_edit']] },
  { when: 'object=Order', anyOf: [['order_edit']] },
  { when: 'object=Patient', anyOf: [['patient_edit']] },
  { when: 'object=Message', anyOf: [['message_view']] },
  { when: 'object=User_account', anyOf: [['account_user_edit']] },
]

export const tagList = command('/tag/list', {
  params: z.object({
    object: text,
  }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({
    page: pageOut,
    tags: z.array(z.string()),
  }),
  errors: ['INVALID_OBJECT'],
})

export const tagAdd = command('/tag/add', {
  permission: TAGS,
  params: z.object({
    tag: text,
    object: text,
    object_id: uuid,
  }),
  returns: z.object({}),
  errors: ['INVALID_OBJECT'],
})

export const tagDelete = command('/tag/delete', {
  permission: TAGS,
  params: z.object({
    tag: text,
    object: text,
    object_id: uuid,
  }),
  returns: z.object({}),
  errors: ['INVALID_OBJECT'],
})
