import type { ColumnType, Generated } from 'kysely'
import type { Timestamp } from './column-types.ts'

export interface FailedLoginTable {
  id: Generated<number>
  account_id: string
  at: Timestamp
  reason: 'LOCKOUT' | 'PRIMARY'
  vanity: string | null
  client_address: string | null
  named: string[]
}

export interface ClientLogTable {
  id: Generated<number>
  at: Timestamp
  bucket: string
  message: ColumnType<Record<string, string>, string, string>
  user_id: string | null
  client_address: string | null
}

export interface AuditCheckTable {
  id: Generated<number>
  checked: Timestamp
  sealed: number
  broken: number | null
}

/** What is watched beside the audit itself. */
export interface AuditTables {
  failed_login: FailedLoginTable
  client_log: ClientLogTable
  audit_check: AuditCheckTable
}
