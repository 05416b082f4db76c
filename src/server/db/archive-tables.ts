import type { Timestamp } from './column-types.ts'

/** Who waits for what to come back from the archive. */
export interface StudyRetrievalTable {
  study_id: string
  account_id: string | null
  user_id: string
  created: Timestamp
}

export interface ArchiveTables {
  study_retrieval: StudyRetrievalTable
}
