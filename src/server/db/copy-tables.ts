import type { ColumnType, Generated } from 'kysely'
import type { Regions } from '../imaging/regions.ts'
import type { Timestamp } from './column-types.ts'

export interface StudyCopyTable {
  uuid: Generated<string>
  kind: 'duplicate' | 'clone' | 'split' | 'crop' | 'anonymize' | 'merge'
  study_id: string
  copy_id: string
  namespace_id: string
  series_uids: string[] | null
  regions: ColumnType<Regions | null, string | null | undefined, string | null>
  color: string | null
  delete_original: Generated<boolean>
  storage_job: string | null
  new_series_uids: Generated<boolean>
  new_image_uids: Generated<boolean>
  exclude_phi: Generated<boolean>
  state: Generated<'SCHEDULED' | 'RUNNING' | 'DONE' | 'ERROR'>
  total: number
  done: Generated<number>
  error: string | null
  user_id: string
  created: Timestamp
  updated: Timestamp
}

/** Studies that are copied image by image. */
export interface CopyTables {
  study_copy: StudyCopyTable
}
