import type { ColumnType, Generated } from 'kysely'
import type { Substitution } from '../dicom/anonymization.ts'
import type { Hash, Json, NullableTimestamp, Timestamp } from './column-types.ts'

/** Records of studies and what people say of them. */

export interface StudyTable {
  uuid: Generated<string>
  account_id: string | null
  phi_namespace: string
  storage_namespace: string
  study_uid: string
  source: string | null
  source_ae_title: string | null
  destination_ae_title: string | null
  node_id: string | null
  must_approve: Generated<boolean>
  phantom: Generated<boolean>
  thin: Generated<boolean>
  is_frozen: Generated<boolean>
  shared_from: string | null
  shared_from_study: string | null
  /** S shared, M moved, U uploaded. */
  approval_reason: string | null
  must_match: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>
  share_message: string | null
  patient_name: string | null
  patientid: string | null
  patient_sex: string | null
  patient_birth_date: string | null
  patient_birth_time: string | null
  patient_age: string | null
  patient_weight: string | null
  patient_address: string | null
  patient_size: string | null
  patientid_other: string | null
  patient_name_other: string | null
  patient_phone: string | null
  patient_additional_history: string | null
  study_description: string | null
  accession_number: string | null
  patient_birthname: string | null
  patient_mother_birthname: string | null
  medical_record_locator: string | null
  patient_religious_preference: string | null
  patient_comments: string | null
  patient_current_location: string | null
  patient_institution_residence: string | null
  patient_ethnic_group: string | null
  patient_occupation: string | null
  study_date: string | null
  study_time: string | null
  modality: string | null
  referring_physician: string | null
  integration_key: string | null
  /** In lower case and in order, kept by a trigger on `tag`: what the list is sorted by. */
  tags: string | null
  image_count: Generated<number>
  attachment_count: Generated<number>
  size: Generated<number>
  compressed_size: Generated<number>
  transfer_syntax_uid: string | null
  is_dicom_wrapped: Generated<boolean>
  edited: Generated<string[]>
  /** What stands between the record and its images. */
  anonymization: ColumnType<Substitution[] | null, string | null | undefined, string | null>
  customfields: Hash
  study_status: string | null
  last_status_change: NullableTimestamp
  locked_by: string | null
  locked_at: NullableTimestamp
  seconds_to_ingest: number | null
  synced: NullableTimestamp
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
  deleted_by: string | null
  purge_at: NullableTimestamp
}

export interface StudyStarTable {
  user_id: string
  study_id: string
  account_id: string | null
}

export interface StudyStatusChangeTable {
  id: Generated<number>
  study_id: string
  account_id: string | null
  old: string | null
  new: string
  seconds: number
  user_id: string | null
  date: Timestamp
}

export interface StudyCommentTable {
  uuid: Generated<string>
  study_id: string
  account_id: string | null
  user_id: string
  body: string
  created: Timestamp
  deleted: NullableTimestamp
}

export interface StudyFutureTable {
  uuid: Generated<string>
  account_id: string | null
  study_uid: string
  storage_namespace: string
  phi_namespace: string
  user_id: string
  change: ColumnType<Record<string, unknown>, string, string>
  created: Timestamp
}

export interface AnnotationTable {
  uuid: Generated<string>
  account_id: string | null
  study_id: string
  storage_namespace: string
  study_uid: string
  user_id: string
  series_uid: string
  instance_uid: string
  frame_number: number
  json: Json
  stamp: Generated<boolean>
  locked: Generated<boolean>
  created: Timestamp
  updated: Timestamp
  deleted: NullableTimestamp
}

export interface KeyimageTable {
  uuid: Generated<string>
  account_id: string | null
  study_id: string
  storage_namespace: string
  study_uid: string
  user_id: string
  series_uid: string
  instance_uid: string
  frame_number: number
  version: string
  created: Timestamp
  deleted: NullableTimestamp
}

export interface TagTable {
  object: string
  object_id: string
  account_id: string | null
  tag: string
  created: Timestamp
  created_by: string | null
}

export interface StudyTables {
  study: StudyTable
  study_star: StudyStarTable
  study_status_change: StudyStatusChangeTable
  study_comment: StudyCommentTable
  study_future: StudyFutureTable
  annotation: AnnotationTable
  keyimage: KeyimageTable
  tag: TagTable
}
