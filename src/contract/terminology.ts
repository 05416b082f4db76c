import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { commaList, studyReference, text, uuid } from './value.ts'

export const terminologyAccountOverrides = command('/terminology/account/overrides', {
  params: z.object({
    account_id: uuid.optional(),
    vanity: text.optional(),
    ...studyReference,
  }),
  returns: z.object({
    tags: z.array(
      z.object({
        tag: z.string(),
        val: z.string(),
        language: z.string(),
        vanity: z.string().nullable(),
      }),
    ),
  }),
  errors: [],
})

export const terminologyTags = command('/terminology/tags', {
  auth: 'none',
  params: z.object({
    tags: commaList.optional(),
    language: text,
    account_id: uuid.optional(),
    vanity: text.optional(),
    ...studyReference,
  }),
  returns: z.object({
    values: z.record(z.string(), z.unknown()),
  }),
  errors: [],
})

export const terminologySet = command('/terminology/set', {
  permission: anyOf('account_edit', 'terminology_edit'),
  params: z.object({
    tag: text,
    language: text,
    account_id: uuid.optional(),
    vanity: text.optional(),
    /** Empty deletes the tag; absent is NO_VALUE. */
    value: text.optional(),
  }),
  returns: z.object({}),
  errors: ['NOT_SYSADMIN_OR_SUPPORT', 'NO_VALUE'],
})

export const terminologyList = command('/terminology/list', {
  auth: 'none',
  params: z.object({
    tags: commaList,
    language: text,
    account_id: uuid.optional(),
    vanity: text.optional(),
  }),
  returns: z.object({
    tags: z.array(
      z.object({
        tag: z.string(),
        val: z.string(),
        language: z.string(),
      }),
    ),
  }),
  errors: [],
})

export const terminologyI18next = command('/terminology/i18next', {
  raw: true,
  auth: 'none',
  params: z.object({
    lng: text,
    account_id: uuid.optional(),
    vanity: text.optional(),
  }),
  returns: z.object({}),
  errors: [],
})
