import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { hash, pageOut, text, uuid } from './value.ts'

/** Anonymisation profiles: rules as `/namespace/anonymize` has them, for several namespaces of an account. */
export const anonymizationRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  rules: z.record(z.string(), z.unknown()),
  account_id: z.string(),
  namespaces: z.array(z.object({ uuid: z.string(), name: z.string() })),
})

const RULE_FAULTS = ['INVALID_FIELD_NAME', 'INVALID_REGEXP'] as const

export const anonymizationList = command('/anonymization/list', {
  permission: anyOf('account_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, anonymization_profiles: z.array(anonymizationRecord) }),
  errors: [],
})

export const anonymizationAdd = command('/anonymization/add', {
  permission: anyOf('account_edit'),
  params: z.object({ account_id: uuid, name: text, rules: hash }),
  returns: z.object({ uuid: z.string() }),
  errors: RULE_FAULTS,
})

/** IN_USE where the rules are to change while a namespace has them. */
export const anonymizationSet = command('/anonymization/set', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid, name: text.optional(), rules: hash.optional() }),
  returns: z.object({}),
  errors: ['IN_USE', ...RULE_FAULTS],
})

export const anonymizationGet = command('/anonymization/get', {
  permission: anyOf('account_view'),
  params: z.object({ uuid }),
  returns: anonymizationRecord,
  errors: [],
})

export const anonymizationDelete = command('/anonymization/delete', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: ['IN_USE'],
})

/** Ours: what rules make of values, by field. Nothing is kept, and no counter moves on. */
export const anonymizationTest = command('/anonymization/test', {
  permission: anyOf('account_edit'),
  params: z.object({
    account_id: uuid,
    rules: hash,
    /** Values by field, as a study would have them. */
    sample: hash,
  }),
  returns: z.object({ result: z.record(z.string(), z.string()) }),
  errors: RULE_FAULTS,
})
