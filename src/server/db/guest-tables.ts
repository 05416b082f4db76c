import type { ColumnType, Generated } from 'kysely'
import type { Hash, Json, NullableTimestamp, Timestamp } from './column-types.ts'

/** Links and patients: whom a guest comes by. */

export interface PatientTable {
  uuid: Generated<string>
  account_id: string
  name: string
  first: string
  last: string
  mrn: string
  sex: string | null
  birth_date: string | null
  email: string | null
  mobile_phone: string | null
  alt_email: string | null
  alt_mobile_phone: string | null
  event_share: Generated<boolean>
  event_new_report: Generated<boolean>
  settings: Hash
  customfields: Hash
  user_id: string | null
  last_event: Timestamp
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface PatientPinTable {
  patient_id: string
  pin_hash: Buffer | null
  expires: ColumnType<string, string | Date, string | Date>
  failures: Generated<number>
  locked_until: NullableTimestamp
}

export interface LinkTable {
  uuid: Generated<string>
  short_id: string | null
  account_id: string | null
  action: string
  description: string | null
  study_id: string | null
  filter: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>
  namespace_id: string | null
  user_id: string
  password_hash: string | null
  password_is_dob: Generated<boolean>
  password_max_attempts: number | null
  password_failures: Generated<number>
  skip_email_prompt: Generated<boolean>
  pin_auth: Generated<boolean>
  include_priors: Generated<boolean>
  max_hits: number | null
  hits: Generated<number>
  minutes_alive: number | null
  expires: NullableTimestamp
  email: string | null
  mobile_phone: string | null
  message: string | null
  share_on_view: Generated<boolean>
  notify: Generated<string[]>
  use_share_code: Generated<boolean>
  share_code: string | null
  parameters: Json
  meeting_id: string | null
  anonymize: Json
  prompt_for_anonymize: Generated<boolean>
  referer: string | null
  acceptance_required: Generated<boolean>
  mfm_page: Generated<boolean>
  charge_amount: number | null
  charge_currency: string | null
  charge_description: string | null
  upload_match: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>
  upload_study_customfields: ColumnType<
    Record<string, unknown> | null,
    string | null | undefined,
    string | null
  >
  workflow: string | null
  ui_json: Json
  inherit_permissions: Generated<boolean>
  viewer: string | null
  folder_id: string | null
  title: string | null
  download: Generated<boolean>
  bound_address: string | null
  last_used: NullableTimestamp
  created: Timestamp
  created_by: string
  updated: Timestamp
  deleted: NullableTimestamp
  deleted_by: string | null
}

export interface LinkPinTable {
  pin_hash: Buffer
  link_id: string
  expires: ColumnType<string, string | Date, string | Date>
}

export interface LinkUsageTable {
  uuid: Generated<string>
  link_id: string
  user_id: string
  email: string | null
  client_address: string | null
  detail: Json
  open: Generated<boolean>
  created: Timestamp
}

export interface LinkChargeTable {
  uuid: Generated<string>
  link_id: string
  amount: number
  currency: string
  processor_id: string
  client_address: string | null
  created: Timestamp
}

export interface GuestTables {
  link_charge: LinkChargeTable
  patient: PatientTable
  patient_pin: PatientPinTable
  link: LinkTable
  link_pin: LinkPinTable
  link_usage: LinkUsageTable
}
