import type { ColumnType, Generated } from 'kysely'
import type { Hash, NullableTimestamp, Timestamp } from './column-types.ts'

/** What an account knows of its people and how they find it. */

export interface AccountVanityTable {
  uuid: Generated<string>
  account_id: string
  vanity: string
  ui_json: ColumnType<unknown, string | undefined, string>
  sort_order: Generated<number>
  created: Timestamp
}

export interface AccountMd5CounterTable {
  account_id: string
  md5: string
  counter: number
}

export interface ShareRuleTable {
  account_id: string
  by_type: string
  by_id: string
  with_type: string
  with_id: string
  created: Timestamp
  created_by: string | null
}

export interface UserInviteTable {
  uuid: Generated<string>
  account_id: string
  email: string
  role_id: string | null
  global: Generated<boolean>
  global_role_id: string | null
  groups: Hash
  locations: Hash
  expires: NullableTimestamp
  accepted: NullableTimestamp
  created: Timestamp
  created_by: string
}

export interface AccountTemplateTable {
  account_id: string
  name: string
  language: Generated<string>
  html: string
  updated: Timestamp
  updated_by: string | null
}

export interface PeopleTables {
  account_template: AccountTemplateTable
  account_vanity: AccountVanityTable
  account_md5_counter: AccountMd5CounterTable
  share_rule: ShareRuleTable
  user_invite: UserInviteTable
}
