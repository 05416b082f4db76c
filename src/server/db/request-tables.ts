import type { Generated } from 'kysely'
import type { Timestamp } from './column-types.ts'

export interface StudyRequestTable {
  uuid: Generated<string>
  /** The account that is asked. */
  account_id: string
  requesting_account_id: string
  namespace_id: string
  status: Generated<'N' | 'I' | 'R' | 'C'>
  comments: string
  patientid: string | null
  patient_first_name: string
  patient_last_name: string
  patient_sex: string | null
  patient_birth_date: string
  modality: string | null
  study_date_start: string | null
  study_date_end: string | null
  study_description: string | null
  inbound_activity_id: Generated<string>
  outbound_activity_id: Generated<string>
  created: Timestamp
  created_by: string
  updated: Timestamp
  updated_by: string
}

/** Requests for studies between accounts. */
export interface RequestTables {
  study_request: StudyRequestTable
}
