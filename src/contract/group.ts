import { z } from 'zod'
import { command } from './command.ts'
import { customfieldValue } from './customfield.ts'
import { flag, flagOut, hash, integer, pageOut, text, uuid } from './value.ts'

export const groupRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  namespace_id: z.string(),
  must_approve: flagOut,
  must_approve_upload: flagOut,
  must_approve_harvest: flagOut,
  must_approve_move: flagOut,
  must_approve_copy: flagOut,
  no_share: flagOut,
  share_code: z.string().nullable(),
  share_description: z.string().nullable(),
  share_settings: z.unknown(),
  share_via_gateway: flagOut.optional(),
  hl7_template: z.string().nullable(),
  search_threshold: z.number().nullable(),
  tags: z.array(z.string()).optional(),
  role_id: z.string().nullable(),
  role_name: z.string().nullable(),
  customfields: z.array(customfieldValue).optional(),
})
export type GroupRecord = z.output<typeof groupRecord>

export const groupList = command('/group/list', {
  params: z.object({
    account_id: uuid,
  }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({
    page: pageOut,
    groups: z.array(groupRecord),
  }),
  errors: [],
})

export const groupAdd = command('/group/add', {
  params: z.object({
    name: text,
    account_id: uuid,
    must_approve: flag.optional(),
    must_approve_upload: flag.optional(),
    must_approve_harvest: flag.optional(),
    must_approve_move: flag.optional(),
    must_approve_copy: flag.optional(),
    no_share: flag.optional(),
    share_code: text.optional(),
    share_description: text.optional(),
    share_settings: hash.optional(),
    share_via_gateway: flag.optional(),
    hl7_template: text.optional(),
    search_threshold: integer.optional(),
    role_id: uuid.optional(),
    site_id: uuid.optional(),
  }),
  open: ['customfield-'],
  returns: z.object({
    uuid: z.string(),
    namespace_id: z.string(),
  }),
  errors: [
    'ACCOUNT_NOT_FOUND',
    'DUP_SHARE_CODE',
    'DUP_NAMESPACE_NAME',
    'INVALID_CUSTOMFIELD',
    'ROLE_NAMESPACE_MISMATCH',
    'SITE_NOT_ALLOWED',
  ],
})

export const groupGet = command('/group/get', {
  params: z.object({
    uuid,
  }),
  returns: groupRecord,
  errors: [],
})

export const groupDelete = command('/group/delete', {
  params: z.object({
    uuid,
  }),
  returns: z.object({}),
  errors: ['NOT_EMPTY', 'ACTIVE_QUERY'],
})

export const groupUserAdd = command('/group/user/add', {
  params: z.object({
    uuid,
    user_id: uuid,
    role_id: uuid.optional(),
    event_share: flag.optional(),
    event_approve: flag.optional(),
    event_upload: flag.optional(),
    event_upload_fail: flag.optional(),
    event_harvest: flag.optional(),
    event_copy: flag.optional(),
    event_new_report: flag.optional(),
    event_report_remove: flag.optional(),
    event_study_comment: flag.optional(),
    event_status_change: flag.optional(),
    event_message: flag.optional(),
    event_node: flag.optional(),
    event_link: flag.optional(),
    event_link_mine: flag.optional(),
    event_thin_study_success: flag.optional(),
    event_thin_study_fail: flag.optional(),
    event_case_assignment: flag.optional(),
    event_incoming_study_request: flag.optional(),
    event_query_add: flag.optional(),
    event_query_edit: flag.optional(),
    event_query_new_recipient: flag.optional(),
    event_query_reply: flag.optional(),
    event_site_qualified: flag.optional(),
    no_physician_alias_share: flag.optional(),
  }),
  returns: z.object({}),
  errors: ['ROLE_NAMESPACE_MISMATCH', 'USER_NOT_FOUND', 'ROLE_NOT_FOUND', 'CAN_NOT_PROMOTE'],
})
