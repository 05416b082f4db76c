import type { Generated } from 'kysely'
import type { Hash, NullableTimestamp, Timestamp } from './column-types.ts'

/** Trial sites with their contacts and scanners. */

export interface SiteTable {
  uuid: Generated<string>
  account_id: string
  name: string
  site_id: string | null
  country: string | null
  state: string | null
  zip: string | null
  city: string | null
  address1: string | null
  address2: string | null
  inactive: Generated<boolean>
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface SiteUserTable {
  site_id: string
  account_id: string
  user_id: string
  role_name: string
  site_email: string | null
  created: Timestamp
}

export interface ScannerTable {
  uuid: Generated<string>
  account_id: string
  site_id: string
  name: string
  modality: string | null
  serial_no: string | null
  manufacturer: string | null
  model: string | null
  customfields: Hash
  created: Timestamp
  updated: Timestamp
  created_by: string | null
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface GroupScannerTable {
  group_id: string
  scanner_id: string
  account_id: string
  study_uid: string
  created: Timestamp
  created_by: string | null
}

export interface SiteTables {
  site: SiteTable
  site_user: SiteUserTable
  scanner: ScannerTable
  group_scanner: GroupScannerTable
}
