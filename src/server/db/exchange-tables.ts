import type { Generated } from 'kysely'
import type { NullableTimestamp, Timestamp } from './column-types.ts'

/** What passes between people: proofs of addresses, messages, what they have put away. */

export interface AddressProofTable {
  token_hash: Buffer
  email: string
  expires: Timestamp
}

export interface MessageTable {
  uuid: Generated<string>
  account_id: string | null
  namespace_id: string
  user_id: string
  parent_id: string | null
  study_id: string | null
  study_request_id: string | null
  subject: string | null
  body: string
  created: Timestamp
  deleted: NullableTimestamp
}

export interface MessageCounterTable {
  user_id: string
  since: Timestamp
}

export interface ActivityDismissedTable {
  user_id: string
  activity_id: string
  created: Timestamp
}

export interface StudyTimingTable {
  id: Generated<number>
  account_id: string | null
  storage_namespace: string
  study_uid: string
  event: string
  size: number | null
  user_id: string | null
  created: Timestamp
}

export interface ExchangeTables {
  study_timing: StudyTimingTable
  address_proof: AddressProofTable
  message: MessageTable
  message_counter: MessageCounterTable
  activity_dismissed: ActivityDismissedTable
}
