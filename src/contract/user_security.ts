import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flagOut, uuid } from './value.ts'

/** Ours: what a person sees and ends of the ways by which they are signed in. */

export const userDeviceList = command('/user/device/list', {
  params: z.object({}),
  returns: z.object({
    devices: z.array(
      z.object({
        uuid: z.string(),
        client_address: z.string(),
        user_agent: z.string().nullable(),
        created: z.string(),
        expires: z.string(),
      }),
    ),
  }),
  errors: [],
})

export const userDeviceDelete = command('/user/device/delete', {
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})

export const userSessionList = command('/user/session/list', {
  params: z.object({}),
  returns: z.object({
    sessions: z.array(
      z.object({
        uuid: z.string(),
        kind: z.enum(['sid', 'token']),
        client_address: z.string().nullable(),
        created: z.string(),
        expires: z.string(),
        second_factor: flagOut,
        /** The session that asks. */
        own: flagOut,
      }),
    ),
  }),
  errors: [],
})

export const userSessionEnd = command('/user/session/end', {
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})

/** For the administrator: a person who has lost their authenticator gets PINs by mail again. */
export const userTokenReset = command('/user/token/reset', {
  permission: anyOf('account_user_edit'),
  params: z.object({ uuid, account_id: uuid.optional() }),
  returns: z.object({}),
  errors: [],
})
