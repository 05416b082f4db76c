import { z } from 'zod'
import { anyOf, command } from '../command.ts'
import { text, uuid } from '../value.ts'
import { studyRecord } from './record.ts'

const value = z.string().nullable()

/** What a study has to match. */
export const requestCriteria = {
  patientid: value,
  patient_first_name: z.string(),
  patient_last_name: z.string(),
  patient_sex: value,
  patient_birth_date: z.string(),
  modality: value,
  study_date_start: value,
  study_date_end: value,
  study_description: value,
}

/** N pending, I in progress, R rejected, C closed. */
export const requestStatus = z.enum(['N', 'I', 'R', 'C'])

export const studyRequestAdd = command('/study/request/add', {
  permission: anyOf('study_request_edit'),
  params: z.object({
    namespace_id: uuid,
    comments: text,
    account_id: uuid,
    patientid: text.optional(),
    patient_first_name: text,
    patient_last_name: text,
    patient_sex: text.optional(),
    patient_birth_date: text,
    modality: text.optional(),
    study_date_start: text.optional(),
    study_date_end: text.optional(),
    study_description: text.optional(),
  }),
  returns: z.object({ uuid: z.string() }),
  errors: ['ALREADY'],
})

export const studyRequestGet = command('/study/request/get', {
  permission: [
    { anyOf: [['study_request_view', '!study_request_view_only_own'], ['study_request_view_inbound']] },
  ],
  params: z.object({ uuid }),
  returns: z.object({
    uuid: z.string(),
    comments: z.string(),
    study_request_status: requestStatus,
    ...requestCriteria,
    message_count: z.number().int().optional(),
    requested_account_id: z.string().optional(),
    namespace_id: z.string().optional(),
    requesting_account_id: z.string().optional(),
    requesting_account_name: z.string().optional(),
    /** Destinations are searched by gateways: of what they find nothing is kept yet. */
    searches: z.array(z.unknown()).optional(),
    found: z.array(z.unknown()).optional(),
  }),
  errors: [],
})

export const studyRequestMatch = command('/study/request/match', {
  permission: anyOf('study_request_view_inbound'),
  params: z.object({ study_request_id: uuid }),
  returns: z.object({ studies: z.array(studyRecord) }),
  errors: ['REQUEST_CLOSED'],
})

const ANSWERS = [
  ['study_request_view_inbound', 'study_share_request'],
  ['study_request_view_inbound', 'study_duplicate_request'],
] as const

/**
 * Ours: the asked account rejects a request (`R`) or is done with it (`C`), the asking one takes it back (`C`). The
 * message goes to the other side.
 */
export const studyRequestClose = command('/study/request/close', {
  permission: [
    { when: 'status=R', anyOf: [...ANSWERS] },
    {
      anyOf: [...ANSWERS, ['study_request_view', '!study_request_view_only_own', 'study_request_edit']],
    },
  ],
  params: z.object({ uuid, status: z.enum(['R', 'C']), message: text.optional() }),
  returns: z.object({}),
  errors: ['REQUEST_CLOSED'],
})
