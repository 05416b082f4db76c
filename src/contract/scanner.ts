import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { customfieldValue } from './customfield.ts'
import { pageOut, text, uuid } from './value.ts'

const said = z.string().nullable()

export const scannerRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  modality: said,
  serial_no: said,
  manufacturer: said,
  model: said,
  /** Ours: where it stands. */
  site_id: z.string(),
  site_name: z.string(),
  customfields: z.array(customfieldValue).optional(),
  /** Groups, with the study that showed it. */
  validated_for: z.array(z.object({ uuid: z.string(), name: z.string(), study_uid: z.string() })),
})
export type ScannerRecord = z.output<typeof scannerRecord>

const device = {
  modality: text.optional(),
  serial_no: text.optional(),
  manufacturer: text.optional(),
  model: text.optional(),
}

export const scannerList = command('/scanner/list', {
  permission: anyOf('scanner_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, scanners: z.array(scannerRecord) }),
  errors: [],
})

export const scannerAdd = command('/scanner/add', {
  permission: anyOf('scanner_add'),
  params: z.object({ site_id: uuid, name: text, ...device }),
  open: ['customfield-'],
  returns: z.object({ uuid: z.string() }),
  errors: ['INVALID_CUSTOMFIELD'],
})

export const scannerSet = command('/scanner/set', {
  permission: anyOf('scanner_edit'),
  params: z.object({ uuid, name: text.optional(), ...device }),
  open: ['customfield-'],
  returns: z.object({}),
  errors: ['INVALID_CUSTOMFIELD'],
})

export const scannerGet = command('/scanner/get', {
  permission: anyOf('scanner_view'),
  params: z.object({ uuid }),
  returns: scannerRecord,
  errors: [],
})

export const scannerDelete = command('/scanner/delete', {
  permission: anyOf('scanner_delete'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})
