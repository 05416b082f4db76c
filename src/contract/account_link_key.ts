import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flagOut, uuid } from './value.ts'

/** Ours: the key with which an account's own programs encrypt the `v` of `/link/external`, `/link/sso` and `/link/redirect`. */

export const accountLinkKeyGet = command('/account/link/key/get', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid }),
  returns: z.object({ has_key: flagOut }),
  errors: [],
})

/** A new key, of 32 bytes in hexadecimal, shown this once. What was encrypted with the old one no longer opens. */
export const accountLinkKeyReset = command('/account/link/key/reset', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid }),
  returns: z.object({ key: z.string() }),
  errors: [],
})

export const accountLinkKeyDelete = command('/account/link/key/delete', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})
