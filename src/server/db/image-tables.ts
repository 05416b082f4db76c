import type { ColumnType, Generated } from 'kysely'
import type { JsonDataSet } from '../dicom/json-model.ts'
import type { NullableTimestamp, Timestamp } from './column-types.ts'

type Attributes = ColumnType<JsonDataSet, string, string>

export interface StoredStudyTable {
  id: Generated<number>
  account_id: string | null
  storage_namespace: string
  study_uid: string
  patient_id: string
  patient_name: string
  attributes: Attributes
  modalities: Generated<string[]>
  sop_classes: Generated<string[]>
  series_count: Generated<number>
  instance_count: Generated<number>
  size: Generated<number>
  revision: Generated<number>
  storage_state: 'U' | 'R' | null
  archived_revision: number | null
  archived: NullableTimestamp
  retrieved: number | null
  created: Timestamp
  updated: Timestamp
}

export interface StoredSeriesTable {
  id: Generated<number>
  account_id: string | null
  stored_study_id: number
  series_uid: string
  modality: string | null
  series_number: number | null
  attributes: Attributes
  instance_count: Generated<number>
  revision: Generated<number>
  created: Timestamp
  updated: Timestamp
}

export interface StoredInstanceTable {
  id: Generated<number>
  account_id: string | null
  stored_study_id: number
  stored_series_id: number
  sop_instance_uid: string
  sop_class_uid: string
  instance_number: number | null
  version: Generated<number>
  current: Generated<boolean>
  hash: Buffer
  size: number
  transfer_syntax_uid: string
  rows: number | null
  columns: number | null
  frames: number
  frame_index: ColumnType<unknown, string | null, string | null>
  metadata: Buffer
  created: Timestamp
  superseded: NullableTimestamp
}

export interface StoredSeriesMetadataTable {
  stored_series_id: number
  account_id: string | null
  revision: number
  metadata: Buffer
}

export interface AttachmentTable {
  id: Generated<string>
  account_id: string | null
  storage_namespace: string
  study_uid: string
  phi_namespace: string
  version: string
  filename: string
  mime_type: string
  size: number
  stored: Timestamp
  created_by: string | null
}

export interface ProgressiveObjectTable {
  source: Buffer
  hash: Buffer | null
  offsets: number[]
  created: Timestamp
}

export interface ObjectGarbageTable {
  hash: string
  since: Timestamp
}

export interface MultipartUploadTable {
  uuid: Generated<string>
  user_id: string
  created: Timestamp
}

export interface MultipartPartTable {
  upload_uuid: string
  name: string
  hash: string
  size: number
}

/** The tables of migrations 0010 and 0370. */
export interface ImageTables {
  stored_study: StoredStudyTable
  stored_series: StoredSeriesTable
  stored_instance: StoredInstanceTable
  stored_series_metadata: StoredSeriesMetadataTable
  attachment: AttachmentTable
  progressive_object: ProgressiveObjectTable
  object_garbage: ObjectGarbageTable
  multipart_upload: MultipartUploadTable
  multipart_part: MultipartPartTable
}
