import type { Generated } from 'kysely'
import type { Hash, Json, NullableTimestamp, Timestamp } from './column-types.ts'

/** Accounts with their people and places. */

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
  site_management_account_id: string | null
  link_key: Buffer | null
  radreport_mail_out_authorized: Generated<boolean>
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
  site_id: string | null
  site_qualified: Generated<boolean>
  site_inactive: Generated<boolean>
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

export interface AccountTables {
  account: AccountTable
  namespace: NamespaceTable
  user: UserTable
  role: RoleTable
  group: GroupTable
  location: LocationTable
  user_account: UserAccountTable
  user_group: UserGroupTable
  user_location: UserLocationTable
}
