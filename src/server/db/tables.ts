import type { ColumnType, Generated } from 'kysely'
import type { Substitution } from '../dicom/anonymization.ts'
import type { AnonymizationTables } from './anonymization-tables.ts'
import type { ApiKeyTables } from './api-key-tables.ts'
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
import type { RequestTables } from './request-tables.ts'
import type { RoleTables } from './role-tables.ts'
import type { ShareTables } from './share-tables.ts'
import type { SignInTables } from './sign-in-tables.ts'
import type { WorkitemTables } from './workitem-tables.ts'

/** Rows as the migrations make them. Timestamps are PostgreSQL's text; JSON goes in as text and comes out parsed. */

/** A JSON object. */
/** Any JSON. */

export interface AccountTable {
  uuid: Generated<string>
  name: string
  vanity: string | null
  namespace_id: string
  role_id: string | null
  password_expire: number | null
  session_expire: number | null
  can_request: Generated<boolean>
  css: string | null
  vendor: string | null
  client_code: string | null
  payment_account: string | null
  account_key: Generated<string>
  link_key: Buffer | null
  settings: Hash
  customfields: Hash
  disabled: Generated<boolean>
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface NamespaceTable {
  uuid: Generated<string>
  account_id: string | null
  type: string
  type_uuid: string
  name: string
  must_approve: Generated<boolean>
  must_approve_upload: Generated<boolean>
  must_approve_harvest: Generated<boolean>
  must_approve_move: Generated<boolean>
  must_approve_copy: Generated<boolean>
  no_share: Generated<boolean>
  share_code: string | null
  share_description: string | null
  share_settings: Json
  share_via_gateway: Generated<boolean>
  hl7_template: string | null
  search_threshold: number | null
  settings: Hash
  event_defaults: Hash
  study_defaults: Hash
  share_pricing: Hash
  coverpage: string | null
  /** v3's rules by field. */
  anonymize: Hash
  prompt_for_anonymize: Generated<boolean>
  anonymization_id: string | null
  deleted: NullableTimestamp
}

export interface UserTable {
  uuid: Generated<string>
  email: string
  alt_emails: Generated<string[]>
  first: string
  last: string
  name: Generated<string>
  mobile_phone: string | null
  namespace_id: string
  password_hash: string | null
  password_changed: Timestamp
  password_history: Generated<string[]>
  password_reset: Generated<boolean>
  card_customer: string | null
  card_description: string | null
  sysadmin: Generated<boolean>
  support: Generated<boolean>
  is_anonymous: Generated<boolean>
  blocked: Generated<boolean>
  disabled: Generated<boolean>
  time_zone: string | null
  pin_required: Generated<boolean>
  totp_secret: string | null
  totp_step: string | null
  totp_pending: string | null
  /** A picture, Base64. */
  signature: string | null
  public_key: string | null
  public_key_changed: NullableTimestamp
  allowed_login_brands: string | null
  npi: string | null
  terms_md5: string | null
  privacy_md5: string | null
  indicator_md5: string | null
  events: Hash
  ui_json: Json
  session_expire: number | null
  last_login: NullableTimestamp
  created: Timestamp
  updated: Timestamp
  deleted: NullableTimestamp
}

export interface RoleTable {
  uuid: Generated<string>
  account_id: string
  name: string
  description: string | null
  type: string | null
  for_account: Generated<boolean>
  for_group: Generated<boolean>
  for_location: Generated<boolean>
  permissions: Hash
  settings: Hash
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface GroupTable {
  uuid: Generated<string>
  account_id: string
  name: string
  namespace_id: string
  role_id: string | null
  customfields: Hash
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface LocationTable {
  uuid: Generated<string>
  account_id: string
  name: string
  namespace_id: string
  role_id: string | null
  customfields: Hash
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface UserAccountTable {
  uuid: Generated<string>
  account_id: string
  user_id: string
  role_id: string | null
  account_login: string | null
  account_password_hash: string | null
  session_expire: number | null
  global: Generated<boolean>
  sso_only: Generated<boolean>
  events: Hash
  customfields: Hash
  account_email: string | null
  account_alias: string | null
  password_reset: Generated<boolean>
  global_role_id: string | null
  epic_user: string | null
  max_sessions: number | null
  external_roles: Json
  settings: Hash
  updated: Timestamp
  created: Timestamp
}

export interface UserGroupTable {
  group_id: string
  account_id: string
  user_id: string
  role_id: string | null
  events: Hash
  no_physician_alias_share: Generated<boolean>
}

export interface UserLocationTable {
  location_id: string
  account_id: string
  user_id: string
  role_id: string | null
  events: Hash
  no_physician_alias_share: Generated<boolean>
}

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
  extends AnonymizationTables,
    ApiKeyTables,
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
    RequestTables,
    ShareTables,
    SignInTables,
    WorkitemTables {
  account: AccountTable
  namespace: NamespaceTable
  user: UserTable
  role: RoleTable
  group: GroupTable
  location: LocationTable
  user_account: UserAccountTable
  user_group: UserGroupTable
  user_location: UserLocationTable
  session: SessionTable
  trusted_device: TrustedDeviceTable
  login_failure: LoginFailureTable
  password_token: PasswordTokenTable
  user_setting: UserSettingTable
  study: StudyTable
  study_star: StudyStarTable
  study_status_change: StudyStatusChangeTable
  study_comment: StudyCommentTable
  study_future: StudyFutureTable
  annotation: AnnotationTable
  keyimage: KeyimageTable
  tag: TagTable
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
