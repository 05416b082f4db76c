import type { ColumnType, Generated } from 'kysely'
import type { AccountTables } from './account-tables.ts'
import type { AiTables } from './ai-tables.ts'
import type { AnonymizationTables } from './anonymization-tables.ts'
import type { ApiKeyTables } from './api-key-tables.ts'
import type { ArchiveTables } from './archive-tables.ts'
import type { AuditTables } from './audit-tables.ts'
import type { Hash, Json, NullableTimestamp, Timestamp } from './column-types.ts'
import type { CopyTables } from './copy-tables.ts'
import type { ExchangeTables } from './exchange-tables.ts'
import type { FolderTables } from './folder-tables.ts'
import type { GuestTables } from './guest-tables.ts'
import type { Hl7Tables } from './hl7-tables.ts'
import type { ImageTables } from './image-tables.ts'
import type { NodeTables } from './node-tables.ts'
import type { PeopleTables } from './people-tables.ts'
import type { RadreportTables } from './radreport-tables.ts'
import type { RequestTables } from './request-tables.ts'
import type { RoleTables } from './role-tables.ts'
import type { ShareTables } from './share-tables.ts'
import type { SignInTables } from './sign-in-tables.ts'
import type { SiteTables } from './site-tables.ts'
import type { StudyTables } from './study-tables.ts'
import type { WorkitemTables } from './workitem-tables.ts'

/** Rows as the migrations make them. Timestamps are PostgreSQL's text; JSON goes in as text and comes out parsed. */

export interface SessionTable {
  uuid: Generated<string>
  secret_hash: Buffer
  kind: string
  user_id: string
  csrf_hash: Buffer | null
  session_expire: number
  expires: ColumnType<string, string | Date, string | Date>
  created: Timestamp
  client_address: string | null
  pin_hash: string | null
  pin_via: string | null
  pin_expires: NullableTimestamp
  pin_failures: Generated<number>
  pin_required: Generated<boolean>
  sign_required: Generated<boolean>
  second_factor: Generated<boolean>
  /** By which link, or to which patient's portal, a guest came. */
  link_id: string | null
  patient_id: string | null
}

export interface TrustedDeviceTable {
  uuid: Generated<string>
  user_agent: string | null
  secret_hash: Buffer
  user_id: string
  client_address: string
  created: Timestamp
  expires: ColumnType<string, string | Date, string | Date>
}

export interface LoginFailureTable {
  login: string
  client_address: string
  failures: number
  last: ColumnType<string, string | Date, string | Date>
}

export interface PasswordTokenTable {
  token_hash: Buffer
  user_id: string
  expires: ColumnType<string, string | Date, string | Date>
}

export interface UserSettingTable {
  user_id: string
  account_id: string | null
  session_id: string | null
  key: string
  value: string
  updated: Timestamp
}

export interface FilterTable {
  uuid: Generated<string>
  user_id: string
  account_id: string | null
  namespace_id: string | null
  name: string
  type: string
  configuration: ColumnType<unknown, string, string>
  tier_parent_id: string | null
  created: Timestamp
  updated: Timestamp
  deleted: NullableTimestamp
}

export interface FilterShareTable {
  filter_id: string
  account_id: string | null
  type: string
  type_uuid: string
}

export interface CustomfieldTable {
  uuid: Generated<string>
  account_id: string
  name: string
  object: string
  type: Generated<string>
  capture_on_share_code: Generated<boolean>
  capture_on_destination_search: Generated<boolean>
  display_order: number | null
  wrapped_dicom_only: Generated<boolean>
  dicom_only: Generated<boolean>
  required: Generated<boolean>
  options: Json
  hl7_segment: string | null
  hl7_field: number | null
  hl7_component: number | null
  load_hl7: string | null
  load_hl7_filter: string | null
  dicom_tag: string | null
  other_dicom_tags: Json
  load_dicom_tag: Generated<boolean>
  dicom_tag_ignore_empty: Generated<boolean>
  load_from_sr: string | null
  field_flag: string | null
  ui_json: Json
  load_order: Generated<boolean>
  other_customfield_id: string | null
  other_customfield_no_overwrite_with_blank: Generated<boolean>
  other_customfield_no_refresh_on_reshare: Generated<boolean>
  include_in_analytics: Generated<boolean>
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface CustomfieldMappingTable {
  uuid: Generated<string>
  account_id: string
  name: string | null
  rule_set_id: string | null
  from_customfield_id: string
  to_customfield_id: string
  overwrite_with_blank: Generated<boolean>
  refresh_on_reshare: Generated<boolean>
  refresh_on_edit: Generated<boolean>
  reverse_refresh_on_edit: Generated<boolean>
  created: Timestamp
  deleted: NullableTimestamp
}

export interface TerminologyTable {
  tag: string
  language: string
  account_id: string | null
  vanity: string | null
  value: string
}

export interface HelpTable {
  key: string
  text: string
  updated: Timestamp
  updated_by: string | null
}

export interface AuditTable {
  id: Generated<number>
  uuid: string
  account_id: string | null
  namespace_id: string | null
  type: string
  action: string
  what: string | null
  user_id: string | null
  who: string | null
  proxy: string | null
  with: string | null
  detail: Json
  causality: Json
  client_address: string | null
  sid_md5: string | null
  when: Timestamp
  seal: number | null
  hash: Buffer | null
}

/** A file that goes with a mail, by its key in the object store. */
export interface MailAttachment {
  filename: string
  mime_type: string
  hash: string
}

export interface MailTable {
  uuid: Generated<string>
  account_id: string | null
  recipient: string
  subject: string
  body_text: string
  body_html: string | null
  /** The text for others than the recipient. */
  body_masked: Generated<string>
  attachments: ColumnType<MailAttachment[], string | undefined, string>
  created: Timestamp
  sent: NullableTimestamp
  error: string | null
}

export interface ReportTable {
  uuid: Generated<string>
  account_id: string | null
  user_id: string
  kind: string
  parameters: Hash
  percent: Generated<number>
  error: string | null
  object_key: string | null
  file_name: string | null
  created: Timestamp
  downloaded: NullableTimestamp
}

export interface StorageJobTable {
  id: string
  user_id: string
  state: string
  created: Timestamp
  updated: Timestamp
}

export interface Database
  extends AccountTables,
    AiTables,
    AnonymizationTables,
    ApiKeyTables,
    ArchiveTables,
    AuditTables,
    CopyTables,
    NodeTables,
    RoleTables,
    ExchangeTables,
    FolderTables,
    ImageTables,
    GuestTables,
    Hl7Tables,
    PeopleTables,
    RadreportTables,
    RequestTables,
    ShareTables,
    SignInTables,
    SiteTables,
    StudyTables,
    WorkitemTables {
  session: SessionTable
  trusted_device: TrustedDeviceTable
  login_failure: LoginFailureTable
  password_token: PasswordTokenTable
  user_setting: UserSettingTable
  filter: FilterTable
  filter_share: FilterShareTable
  customfield: CustomfieldTable
  customfield_mapping: CustomfieldMappingTable
  terminology: TerminologyTable
  help: HelpTable
  audit: AuditTable
  mail: MailTable
  report: ReportTable
  storage_job: StorageJobTable
}
