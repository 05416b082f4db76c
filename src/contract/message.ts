import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flag, flagOut, pageOut, text, uuid } from './value.ts'

const message = z.object({
  uuid: z.string(),
  user_id: z.string(),
  user_name: z.string(),
  namespace_id: z.string(),
  namespace_name: z.string(),
  body: z.string(),
  subject: z.string().nullable(),
  created: z.string(),
  is_mine: flagOut,
  parent_id: z.string().nullable(),
  study_id: z.string().nullable(),
  /** Ours: the request for studies that it is about. */
  study_request_id: z.string().nullable(),
  /** There are no queries yet. */
  query_id: z.null(),
  tags: z.array(z.string()).optional(),
})
export type MessageRecord = z.output<typeof message>

export const messageList = command('/message/list', {
  params: z.object({ filter_id: uuid.optional() }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, messages: z.array(message) }),
  errors: [],
})

export const messageAdd = command('/message/add', {
  permission: anyOf('message_edit'),
  params: z.object({
    namespace_id: uuid.optional(),
    user_id: uuid.optional(),
    group_id: uuid.optional(),
    location_id: uuid.optional(),
    account_id: uuid.optional(),
    email: text.optional(),
    share_code: text.optional(),
    study_id: uuid.optional(),
    study_request_id: uuid.optional(),
    body: text,
    subject: text.optional(),
    parent_id: uuid.optional(),
  }),
  oneOf: [
    [
      ['namespace_id'],
      ['user_id'],
      ['group_id'],
      ['location_id'],
      ['account_id'],
      ['email'],
      ['share_code'],
      ['study_id'],
      ['study_request_id'],
    ],
  ],
  returns: z.object({ uuid: z.string() }),
  errors: [],
})

export const messageGet = command('/message/get', {
  permission: anyOf('message_view'),
  params: z.object({ uuid }),
  returns: message,
  errors: [],
})

export const messageDelete = command('/message/delete', {
  permission: anyOf('message_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})

export const messageCount = command('/message/count', {
  params: z.object({ reset: flag.optional() }),
  returns: z.object({ count: z.number().int() }),
  errors: [],
})
