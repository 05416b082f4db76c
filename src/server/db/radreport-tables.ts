import type { Generated } from 'kysely'
import type { Hash, Json, NullableTimestamp, Timestamp } from './column-types.ts'

export interface RadreportTable {
  uuid: Generated<string>
  account_id: string
  study_id: string
  storage_namespace: string
  study_uid: string
  phi_namespace: string
  type: string
  fields: Hash
  html: Generated<boolean>
  attachment: Json
  addendum_to: string | null
  user_id: string
  created: Timestamp
  created_by: string
  updated: Timestamp
  updated_by: string
  signed: NullableTimestamp
  signed_by: string | null
  version: Generated<number>
  deleted: NullableTimestamp
}

export interface RadreportVersionTable {
  radreport_id: string
  version: number
  account_id: string
  fields: Hash
  html: boolean
  signed: Timestamp
  signed_by: string
  detail: string
}

export interface RadreportLockTable {
  study_id: string
  account_id: string
  radreport_id: string
  user_id: string
  holder: string
  expires: Timestamp
}

export interface RadreportMacroTable {
  uuid: Generated<string>
  account_id: string
  user_id: string
  modality: string
  type: string
  name: string
  body: Json
  hotkey: string | null
  created: Timestamp
  created_by: string | null
  updated: Timestamp
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface RadreportTemplateTable {
  uuid: Generated<string>
  account_id: string
  type: string
  name: string
  body: string
  preview: string | null
  options: Json
  active: Generated<boolean>
  created: Timestamp
  created_by: string | null
  updated: Timestamp
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface RadreportTables {
  radreport: RadreportTable
  radreport_version: RadreportVersionTable
  radreport_lock: RadreportLockTable
  radreport_macro: RadreportMacroTable
  radreport_template: RadreportTemplateTable
}
