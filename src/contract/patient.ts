import { z } from 'zod'
import { anyOf, command } from './command.ts'
import { customfieldValue } from './customfield.ts'
import { studyRecord } from './study/record.ts'
import { flag, flagOut, hash, jsonList, pageOut, text, uuid } from './value.ts'

const value = z.string().nullable()

export const patientRecord = z.object({
  uuid: z.string(),
  name: z.string(),
  first: z.string(),
  last: z.string(),
  mrn: z.string(),
  sex: value,
  birth_date: value,
  email: value,
  mobile_phone: value,
  alt_email: value,
  alt_mobile_phone: value,
  event_share: flagOut,
  event_new_report: flagOut,
  settings: z.record(z.string(), z.unknown()),
  tags: z.array(z.string()).optional(),
  customfields: z.array(customfieldValue).optional(),
  /** Studies with the patient's MRN that the caller may see. */
  studies: z.array(z.string()),
})
export type PatientRecord = z.output<typeof patientRecord>

const reachable = {
  email: text.optional(),
  mobile_phone: text.optional(),
  alt_email: text.optional(),
  alt_mobile_phone: text.optional(),
  event_share: flag.optional(),
  event_new_report: flag.optional(),
}

const person = {
  name: text.optional(),
  first: text.optional(),
  last: text.optional(),
  mrn: text.optional(),
  sex: text.optional(),
  birth_date: text.optional(),
  ...reachable,
}

const settings = { settings: hash.optional() }
const SETTINGS = ['NO_PATIENT_OVERRIDE', 'INVALID_SETTING', 'INVALID_SETTING_VALUE'] as const
const PERSON = ['INVALID_PHONE', 'INVALID_EMAIL', 'ALREADY_USED', 'INVALID_CUSTOMFIELD'] as const

export const patientAdd = command('/patient/add', {
  permission: anyOf('patient_edit'),
  params: z.object({ account_id: uuid, study_id: uuid.optional(), ...person }),
  oneOf: [
    [['study_id'], ['name'], ['first', 'last']],
    [['study_id'], ['mrn']],
  ],
  open: ['customfield-'],
  returns: z.object({ uuid: z.string() }),
  errors: [...PERSON, 'ALREADY_EXISTS'],
})

export const patientGet = command('/patient/get', {
  permission: anyOf('patient_view'),
  params: z.object({ uuid }),
  returns: patientRecord,
  errors: [],
})

export const patientSet = command('/patient/set', {
  permission: anyOf('patient_edit'),
  params: z.object({ uuid, ...person, ...settings }),
  open: ['customfield-', 'setting_'],
  returns: z.object({}),
  errors: [...PERSON, ...SETTINGS, 'ALREADY_EXISTS'],
})

export const patientMerge = command('/patient/merge', {
  permission: anyOf('patient_merge'),
  params: z.object({
    uuid,
    src: jsonList,
    do_update_patient_studies: flag.optional(),
    do_delete: flag.optional(),
    sex: text.optional(),
    ...reachable,
    ...settings,
  }),
  open: ['customfield-', 'setting_'],
  returns: z.object({}),
  errors: [...PERSON, ...SETTINGS, 'PATIENT_NAME_DOB_MISMATCH', 'MULTIPLE_ACCOUNTS'],
})

export const patientDelete = command('/patient/delete', {
  permission: anyOf('patient_edit'),
  params: z.object({ uuid }),
  returns: z.object({}),
  errors: [],
})

export const patientList = command('/patient/list', {
  permission: anyOf('patient_view'),
  params: z.object({ account_id: uuid }),
  list: ['filter', 'page', 'sort'],
  returns: z.object({ page: pageOut, patients: z.array(patientRecord) }),
  errors: [],
})

export const patientStudyList = command('/patient/study/list', {
  permission: anyOf('patient_view'),
  params: z.object({ uuid, viewable_only: flag.optional() }),
  returns: z.object({ studies: z.array(studyRecord) }),
  errors: [],
})

/** A way to reach a patient, with most of it hidden. */
const obscured = z.string().nullable()
const found = z.object({
  patient_id: z.string(),
  study_count: z.number().int(),
  email: obscured,
  mobile_phone: obscured,
  alt_email: obscured,
  alt_mobile_phone: obscured,
  dup_email: flagOut,
  dup_mobile_phone: flagOut,
})

/** The account of a portal is the one whose vanity the call names, or comes to by its host name. */
const vanity = { vanity: text.optional() }

export const patientPortalFind = command('/patient/portal/find', {
  auth: 'none',
  params: z.object({ first: text, last: text, birth_date: text, mrn: text.optional(), ...vanity }),
  returns: found.extend({ other_patients: z.array(found).optional() }),
  errors: ['INVALID_DATE'],
})

export const patientPortalPin = command('/patient/portal/pin', {
  auth: 'none',
  params: z.object({
    patient_id: uuid,
    email: flag.optional(),
    mobile_phone: flag.optional(),
    alt_email: flag.optional(),
    alt_mobile_phone: flag.optional(),
    ...vanity,
  }),
  oneOf: [[['email'], ['mobile_phone'], ['alt_email'], ['alt_mobile_phone']]],
  returns: z.object({}),
  errors: [],
})

export const patientPortalLogin = command('/patient/portal/login', {
  auth: 'none',
  params: z.object({ patient_id: uuid, pin: text, ...vanity }),
  returns: z.object({ sid: z.string() }),
  errors: ['INVALID_PIN', 'LOCKOUT'],
})

export const patientPortalList = command('/patient/portal/list', {
  auth: 'none',
  params: z.object({}),
  list: ['page', 'sort'],
  returns: z.object({
    page: pageOut,
    portals: z.array(z.object({ uuid: z.string(), name: z.string(), vanity: value })),
  }),
  errors: [],
})
