import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { json, pageOut, text, uuid } from './value.ts'

/** Texts that a reader keeps and puts into reports by a word. */

export const radreportMacro = z.object({
  uuid: z.string(),
  modality: z.string(),
  type: z.string(),
  name: z.string(),
  body: z.unknown(),
  hotkey: z.string().nullable(),
})
export type RadreportMacro = z.output<typeof radreportMacro>

/** Of whatever modality or type. */
export const ANY = '*'

export const radreportmacroList = command('/radreportmacro/list', {
  permission: anyOf('radreport_view'),
  params: z.object({ account_id: uuid, modality: text.optional(), type: text.optional() }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ macros: z.array(radreportMacro), page: pageOut }),
  errors: [],
})

export const radreportmacroAdd = command('/radreportmacro/add', {
  permission: anyOf('radreport_edit'),
  params: z.object({
    account_id: uuid,
    modality: text,
    type: text,
    name: text,
    body: json,
    hotkey: text.optional(),
  }),
  returns: z.object({ uuid: z.string() }),
  errors: ['TOO_LONG'],
})

export const radreportmacroSet = command('/radreportmacro/set', {
  permission: anyOf('radreport_edit'),
  params: z.object({
    uuid,
    modality: text.optional(),
    type: text.optional(),
    name: text.optional(),
    body: json.optional(),
    hotkey: text.optional(),
  }),
  returns: z.object({ uuid: z.string() }),
  errors: ['TOO_LONG'],
})

export const radreportmacroGet = command('/radreportmacro/get', {
  permission: anyOf('radreport_view'),
  params: z.object({ uuid }),
  returns: radreportMacro,
  errors: [],
})

export const radreportmacroDelete = command('/radreportmacro/delete', {
  permission: anyOf('radreport_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})
