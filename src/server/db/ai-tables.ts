import type { ColumnType, Generated } from 'kysely'
import type { Timestamp } from './column-types.ts'

/** What is asked of the AI stack. */
export interface AiQuestionTable {
  uuid: Generated<string>
  batch: string
  position: number
  account_id: string | null
  namespace_id: string
  study_id: string | null
  user_id: string
  question: string
  detail: string | null
  state: Generated<string>
  answer: ColumnType<unknown, string | undefined, string>
  error: string | null
  created: Timestamp
  updated: Timestamp
}

export interface AiTables {
  ai_question: AiQuestionTable
}
