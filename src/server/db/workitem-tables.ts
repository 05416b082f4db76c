import type { ColumnType, Generated } from 'kysely'
import type { JsonDataSet } from '../dicom/json-model.ts'
import type { Timestamp } from './column-types.ts'

export interface WorkitemTable {
  uuid: Generated<string>
  account_id: string | null
  namespace_id: string
  uid: string
  state: Generated<'SCHEDULED' | 'IN PROGRESS' | 'COMPLETED' | 'CANCELED'>
  transaction_uid: string | null
  attributes: ColumnType<JsonDataSet, string, string>
  created: Timestamp
  created_by: string | null
  updated: Timestamp
}

export interface WorkitemSubscriptionTable {
  uuid: Generated<string>
  user_id: string
  aetitle: string
  workitem_id: string | null
  query: string | null
  deletion_lock: Generated<boolean>
  suspended: ColumnType<string | null, string | Date | null | undefined, string | Date | null>
  created: Timestamp
}

/** Unified Procedure Steps and who is told of them. */
export interface WorkitemTables {
  workitem: WorkitemTable
  workitem_subscription: WorkitemSubscriptionTable
}
