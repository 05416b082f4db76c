import { z } from 'zod'
import { command } from './command.ts'
import { studyRecord } from './study/record.ts'
import { requestCriteria, requestStatus } from './study/request.ts'
import { flag, pageOut, uuid } from './value.ts'

const common = {
  uuid: z.string(),
  created: z.string(),
  created_by: z.string().nullable(),
  priority: z.number().int(),
}
/** Of the other account. */
const request = {
  ...common,
  study_request_id: z.string(),
  status: requestStatus,
  account_id: z.string(),
  account_name: z.string(),
  ...requestCriteria,
  /** Ours: what they wrote to it. */
  comments: z.string(),
  message_count: z.number().int().optional(),
}
const place = z.array(z.object({ name: z.string(), role_name: z.string().nullable() }))

export const activity = z.discriminatedUnion('type', [
  z.object({
    ...common,
    type: z.literal('STUDY_APPROVE'),
    study_id: z.string(),
    namespace_id: z.string(),
    namespace_name: z.string(),
    share_message: z.string().nullable(),
    study: studyRecord,
    approval_reason: z.string(),
  }),
  z.object({
    ...common,
    type: z.literal('USER_INVITE'),
    account_id: z.string(),
    account_name: z.string(),
    user_id: z.string(),
    user_name: z.string(),
    invite_email: z.string(),
    role_id: z.string().nullable(),
    role_name: z.string().nullable(),
    locations: place,
    groups: place,
  }),
  z.object({
    ...common,
    type: z.literal('JOIN_REQUEST'),
    account_id: z.string(),
    account_name: z.string(),
    user_id: z.string(),
    user_name: z.string(),
    user_email: z.string(),
    customfields: z.array(z.object({ uuid: z.string(), name: z.string(), value: z.string() })),
  }),
  z.object({ ...request, type: z.literal('STUDY_REQUEST_INBOUND') }),
  z.object({ ...request, type: z.literal('STUDY_REQUEST_OUTBOUND') }),
])
export type ActivityRecord = z.output<typeof activity>

export const activityList = command('/activity/list', {
  params: z.object({
    account_id: uuid,
    strict_account_filter: flag.optional(),
    study_extra: flag.optional(),
  }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, activities: z.array(activity) }),
  errors: [],
})

export const activityListCount = command('/activity/list/count', {
  params: z.object({ account_id: uuid }),
  list: ['filter'],
  returns: z.object({ count: z.number().int() }),
  errors: ['RUNNING'],
})

/** The fields of the activity at the top level, as its `type` has them. */
export const activityGet = command('/activity/get', {
  params: z.object({ uuid, study_extra: flag.optional() }),
  returns: z.looseObject({ ...common, type: z.string() }),
  errors: [],
})

export const activityDelete = command('/activity/delete', {
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})
