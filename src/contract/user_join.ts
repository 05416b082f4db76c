import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flag, pageOut, text, uuid } from './value.ts'

/** Becoming a member of an account by asking. */

export const userJoinList = command('/user/join/list', {
  /** `name` is ours: a part of the account's name. */
  params: z.object({ name: text.optional() }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, accounts: z.array(z.object({ uuid: z.string(), name: z.string() })) }),
  errors: [],
})

export const userJoinRequest = command('/user/join/request', {
  permission: anyOf('user_request_access'),
  params: z.object({ account_id: uuid }),
  returns: z.object({}),
  errors: ['ALREADY_MEMBER'],
})

/** Ours: the answer to a JOIN_REQUEST activity, which is then gone for everybody. */
export const userJoinAnswer = command('/user/join/answer', {
  permission: anyOf('account_user_edit'),
  params: z.object({
    uuid,
    accept: flag,
    /** Of the new member; the account's default without one. */
    role_id: uuid.optional(),
    /** What is said to somebody who is turned away. */
    message: text.optional(),
  }),
  returns: z.object({}),
  errors: ['ROLE_NOT_FOUND', 'ROLE_NAMESPACE_MISMATCH'],
})

export const userSignature = command('/user/signature', {
  /** Without `signature` the one that is kept is answered; an empty one takes it away. */
  params: z.object({ signature: text.optional() }),
  returns: z.object({ signature: z.string().nullable() }),
  /** Not in the document: no picture, or one larger than 512 KiB. */
  errors: ['INVALID_SIGNATURE'],
})
