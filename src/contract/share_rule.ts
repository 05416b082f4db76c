import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { text, uuid } from './value.ts'

export const SHARE_TYPES = ['user', 'account', 'group', 'location'] as const
export type ShareType = (typeof SHARE_TYPES)[number]

const rule = { account_id: uuid, by_type: text, by_id: uuid, with_type: text, with_id: uuid }
const ERRORS = ['BY_NOT_FOUND', 'WITH_NOT_FOUND', 'INVALID_TYPE'] as const

export const accountCanShare = command('/account/can/share', {
  permission: anyOf('account_edit'),
  params: z.object(rule),
  returns: z.object({}),
  errors: ERRORS,
})

export const accountCanShareStop = command('/account/can/share/stop', {
  permission: anyOf('account_edit'),
  params: z.object(rule),
  returns: z.object({}),
  errors: ERRORS,
})

export const accountCanShareList = command('/account/can/share/list', {
  permission: anyOf('account_view'),
  params: z.object({ account_id: uuid }),
  returns: z.object({
    rules: z.array(
      z.object({
        by_type: z.string(),
        by_id: z.string(),
        by_name: z.string().nullable(),
        with_type: z.string(),
        with_id: z.string(),
        with_name: z.string().nullable(),
      }),
    ),
  }),
  errors: [],
})
