import type { ColumnType, Generated } from 'kysely'
import type { Timestamp } from './column-types.ts'

type Hash = ColumnType<Record<string, unknown>, string, string>

export interface RoleFilterTable {
  uuid: Generated<string>
  account_id: string
  role_id: string | null
  name: string | null
  object_type: string
  filter: Hash
  permissions_mask: Hash
  created: Timestamp
  created_by: string | null
  updated: Timestamp
  updated_by: string | null
  deleted: ColumnType<string | null, string | Date | null | undefined, string | Date | null>
}

/** What narrows roles down. */
export interface RoleTables {
  role_filter: RoleFilterTable
}
