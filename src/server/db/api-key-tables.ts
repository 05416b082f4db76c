import type { Generated } from 'kysely'
import type { NullableTimestamp, Timestamp } from './column-types.ts'

export interface ApiKeyTable {
  uuid: Generated<string>
  account_id: string
  name: string
  key_hash: Buffer
  hint: string
  scopes: string[]
  origins: Generated<string[]>
  expires: NullableTimestamp
  last_used: NullableTimestamp
  created: Timestamp
  created_by: string | null
  updated: Timestamp
  updated_by: string | null
  deleted: NullableTimestamp
}

/** The table of migration 0262. */
export interface ApiKeyTables {
  api_key: ApiKeyTable
}
