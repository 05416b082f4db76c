import type { ColumnType, Generated } from 'kysely'
import type { NullableTimestamp, Timestamp } from './column-types.ts'

/** Studies on their way between namespaces. */

export interface StudyShareTable {
  uuid: Generated<string>
  study_id: string
  shared_id: string
  account_id: string | null
  type: string
  type_uuid: string
  namespace_id: string
  action: Generated<string>
  created: Timestamp
  created_by: string
  stopped: NullableTimestamp
}

export interface UserInviteShareTable {
  uuid: Generated<string>
  study_id: string
  email: string
  message: string | null
  created: Timestamp
  created_by: string
  taken: NullableTimestamp
}

export interface StudyDeferredShareTable {
  uuid: Generated<string>
  storage_namespace: string
  study_uid: string
  phi_namespace: string
  user_id: string
  parameters: ColumnType<Record<string, unknown>, string, string>
  expires: Timestamp
}

export interface ShareChargeTable {
  uuid: Generated<string>
  study_id: string
  namespace_id: string
  user_id: string
  session_id: string | null
  amount: number
  currency: string
  processor_id: string
  created: Timestamp
}

export interface ShareTables {
  share_charge: ShareChargeTable
  study_share: StudyShareTable
  user_invite_share: UserInviteShareTable
  study_deferred_share: StudyDeferredShareTable
}
