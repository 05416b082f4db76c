import { z } from 'zod'
import { anyOf, command } from './command.ts'
import type { Permission } from './permission.ts'
import { flag, pageOut, studyReference, text, uuid } from './value.ts'

/** HL7 v2 messages of an account: gateways send them in, and they are read as the reports of studies. */

const REPORT: readonly Permission[] = ['study_report_hl7_view', 'study_report_hl7_view_approved']

const words = z.string().nullable()

export const hl7Record = z.object({
  uuid: z.string(),
  created: z.string(),
  /** Each segment's name, then its fields as they came. */
  segments: z.array(z.array(z.string())),
  hl7_template: z.string().optional(),
  raw: z.string().optional(),
})
export type Hl7Record = z.output<typeof hl7Record>

export const hl7List = command('/hl7/list', {
  permission: anyOf('hl7_message_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({
    page: pageOut,
    messages: z.array(
      z.object({
        uuid: z.string(),
        created: z.string(),
        type: words,
        accession_numbers: z.array(z.string()),
        patientid: words,
        patient_name: words,
      }),
    ),
  }),
  errors: [],
})

export const hl7Add = command('/hl7/add', {
  auth: 'node',
  node: 'self',
  params: z.object({ uuid, message: text, accession_number: text.optional() }),
  returns: z.object({ ack: z.string(), uuid: z.string() }),
  errors: ['INVALID_MESSAGE'],
})

export const hl7Get = command('/hl7/get', {
  node: 'node_id',
  guests: true,
  permission: [{ when: 'study_id', anyOf: [REPORT] }, { anyOf: [['hl7_message_view'], REPORT] }],
  params: z.object({ uuid, study_id: uuid.optional(), ...studyReference, raw: flag.optional() }),
  returns: hl7Record,
  errors: [],
})

export const hl7Delete = command('/hl7/delete', {
  permission: [{ anyOf: [['hl7_message_delete'], ['study_report_delete', 'study_report_delete_approved']] }],
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})

export const hl7StudyReport = command('/hl7/study/report', {
  guests: true,
  permission: [{ anyOf: [REPORT] }],
  params: z.object({ study_id: uuid }),
  returns: z.object({ text: z.string() }),
  errors: [],
})
