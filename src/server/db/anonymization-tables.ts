import type { ColumnType, Generated } from 'kysely'

type Timestamp = ColumnType<string, string | Date | undefined, string | Date>
type NullableTimestamp = ColumnType<string | null, string | Date | null | undefined, string | Date | null>

export interface AnonymizationProfileTable {
  uuid: Generated<string>
  account_id: string
  name: string
  rules: ColumnType<Record<string, unknown>, string, string>
  created: Timestamp
  created_by: string | null
  updated: Timestamp
  updated_by: string | null
  deleted: NullableTimestamp
}

export interface AnonymizationTables {
  anonymization_profile: AnonymizationProfileTable
}
