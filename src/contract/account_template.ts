import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { text, uuid } from './value.ts'

/**
 * Ours: an account's templates, which `/study/list` answers with when it is asked for one (`template`). v3 has no
 * command that makes them.
 */

export const accountTemplate = z.object({ name: z.string(), language: z.string(), html: z.string() })

const named = { account_id: uuid, name: text, language: text.optional() }

export const accountTemplateList = command('/account/template/list', {
  permission: anyOf('account_view', 'account_edit'),
  params: z.object({ account_id: uuid }),
  returns: z.object({ templates: z.array(accountTemplate) }),
  errors: [],
})

/** Without a language it counts for all that have none of their own. */
export const accountTemplateSet = command('/account/template/set', {
  permission: anyOf('account_edit'),
  params: z.object({ ...named, html: text }),
  returns: z.object({}),
  errors: ['TOO_MANY', 'TOO_LONG'],
})

export const accountTemplateDelete = command('/account/template/delete', {
  permission: anyOf('account_edit'),
  params: z.object(named),
  returns: z.object({}),
  errors: [],
})
