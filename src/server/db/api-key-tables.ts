import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<string, string | Date | undefined, string | Date>
type NullableTimestamp = ColumnType<string | null, string | Date | null | undefined, string | Date | null>

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
