import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { flag, flagOut, json, pageOut, text, uuid } from './value.ts'

/**
 * What reports of a type are made of. The body is text: `## Title` begins a section, what stands below it is written into
 * a new report; `[…]` are places to fill in. The title in lower case, with `_` for what is no letter or digit, is the name
 * of the report's field.
 */

export const radreportTemplate = z.object({
  uuid: z.string(),
  type: z.string(),
  name: z.string(),
  body: z.string(),
  preview: z.string().nullable(),
  options: z.unknown(),
  active: flagOut,
})
export type RadreportTemplate = z.output<typeof radreportTemplate>

const shape = { type: text, name: text, body: text, preview: text, options: json }

const NOT_ALLOWED = ['NOT_SYSADMIN_OR_SUPPORT'] as const

export const radreportTemplateList = command('/radreport/template/list', {
  permission: anyOf('radreport_view', 'account_edit'),
  params: z.object({ account_id: uuid, type: text.optional(), active: flag.optional() }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ templates: z.array(radreportTemplate), page: pageOut }),
  errors: [],
})

/** v3 leaves templates to sysadmin and support; here they are those of an account's administrators too. */
export const radreportTemplateAdd = command('/radreport/template/add', {
  permission: anyOf('account_edit'),
  params: z.object({
    account_id: uuid,
    ...shape,
    preview: shape.preview.optional(),
    options: shape.options.optional(),
  }),
  returns: z.object({ uuid: z.string() }),
  errors: [...NOT_ALLOWED, 'TOO_LONG'],
})

export const radreportTemplateSet = command('/radreport/template/set', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid, ...z.object(shape).partial().shape }),
  returns: z.object({ uuid: z.string() }),
  errors: [...NOT_ALLOWED, 'TOO_LONG'],
})

export const radreportTemplateGet = command('/radreport/template/get', {
  permission: anyOf('radreport_view', 'account_edit'),
  params: z.object({ uuid }),
  returns: radreportTemplate,
  errors: [],
})

export const radreportTemplateGetType = command('/radreport/template/get/type', {
  permission: anyOf('radreport_view', 'account_edit'),
  params: z.object({ account_id: uuid, type: text }),
  returns: radreportTemplate,
  errors: [],
})

export const radreportTemplateDelete = command('/radreport/template/delete', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: NOT_ALLOWED,
})

export const radreportTemplateActivate = command('/radreport/template/activate', {
  permission: anyOf('account_edit'),
  params: z.object({ uuid }),
  returns: z.object({ uuid: z.string() }),
  errors: NOT_ALLOWED,
})
