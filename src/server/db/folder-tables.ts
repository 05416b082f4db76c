import type { Generated } from 'kysely'
import type { Hash, NullableTimestamp, Timestamp } from './column-types.ts'

/** Folders and orders, and what is said of both orders and studies (migration 0260). */

/** What a folder holds, somebody is assigned, or a flag marks. */
export type Examined = 'Study' | 'Order'

export interface OrderTable {
  uuid: Generated<string>
  account_id: string
  namespace_id: string
  patientid: string | null
  patientid_other: string | null
  patient_name: string | null
  patient_sex: string | null
  patient_birth_date: string | null
  accession_number: string | null
  study_description: string | null
  referring_physician: string | null
  requesting_physician: string | null
  requesting_department: string | null
  sending_facility: string | null
  priority: string | null
  complaints: string | null
  history: string | null
  symptoms: string | null
  note_1: string | null
  note_2: string | null
  customfields: Hash
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
  study_uid: Generated<string>
}

export interface OrderSpsTable {
  uuid: Generated<string>
  order_id: string
  account_id: string
  modality: string | null
  scheduled_procedure_step_id: string | null
  requested_procedure_id: string | null
  requested_procedure_description: string | null
  scheduled_station_aetitle: string | null
  scheduled_procedure_step_start_date: string | null
  scheduled_procedure_step_start_time: string | null
  scheduled_procedure_step_description: string | null
  equipment_id: string | null
  mpps_status: Generated<string>
  mpps_uid: Generated<string>
  created: Timestamp
}

export interface OrderDocumentTable {
  uuid: Generated<string>
  order_id: string
  account_id: string
  version: string
  filename: string
  mime_type: string
  size: number
  created: Timestamp
  created_by: string | null
}

/** A view: the studies of each order. */
export interface OrderStudyView {
  order_id: string
  study_id: string
  phi_namespace: string
}

export interface FolderTable {
  uuid: Generated<string>
  account_id: string
  parent_id: string | null
  owner_id: string
  name: string
  description: string | null
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface FolderItemTable {
  folder_id: string
  account_id: string
  object: Examined
  object_id: string
  created: Timestamp
  created_by: string
}

export interface FolderMemberTable {
  uuid: Generated<string>
  folder_id: string
  account_id: string
  user_id: string | null
  group_id: string | null
  may_edit: Generated<boolean>
  may_download: Generated<boolean>
  may_upload: Generated<boolean>
  expires: NullableTimestamp
  created: Timestamp
  created_by: string | null
}

export interface AssignmentTable {
  uuid: Generated<string>
  account_id: string
  object: Examined
  object_id: string
  user_id: string | null
  group_id: string | null
  created: Timestamp
  created_by: string | null
}

export interface ConnectedTable {
  object_id: string
  account_id: string
  object: Examined
  set_id: string
}

export interface FlagTable {
  account_id: string
  group_id: number
  group_name: string
  flag_id: number
  name: string
  color: string | null
}

export interface FlagMarkTable {
  account_id: string
  object: Examined
  object_id: string
  group_id: number
  flag_id: number
  updated: Timestamp
  updated_by: string | null
}

export interface LinkItemTable {
  link_id: string
  account_id: string
  object: Examined
  object_id: string
}

export interface FolderTables {
  order: OrderTable
  order_sps: OrderSpsTable
  order_document: OrderDocumentTable
  order_study: OrderStudyView
  folder: FolderTable
  folder_item: FolderItemTable
  folder_member: FolderMemberTable
  assignment: AssignmentTable
  connected: ConnectedTable
  flag: FlagTable
  flag_mark: FlagMarkTable
  link_item: LinkItemTable
}
