import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.ts'
import { namespaceSettings } from '../tenancy/namespace_setting.ts'

/** How a study comes into a namespace. */
export type Entrance = 'share' | 'upload' | 'harvest' | 'move' | 'copy'

/** The flag of a namespace that makes studies of this entrance wait, and v3's letter for why (`/activity/get`). */
const RULES = {
  share: { column: 'must_approve', reason: 'S' },
  upload: { column: 'must_approve_upload', reason: 'U' },
  harvest: { column: 'must_approve_harvest', reason: 'H' },
  move: { column: 'must_approve_move', reason: 'M' },
  // A copy is there as if it had been uploaded.
  copy: { column: 'must_approve_copy', reason: 'U' },
} as const

export interface Approval {
  must_approve: boolean
  approval_reason: string | null
}

/** Has somebody to approve a study that comes into this namespace? */
export async function approvalOf(
  tx: Kysely<Database>,
  namespace_id: string,
  study_uid: string,
  entrance: Entrance,
): Promise<Approval> {
  const { column, reason } = RULES[entrance]
  const namespace = await tx
    .selectFrom('namespace')
    .select(`${column} as asked`)
    .where('uuid', '=', namespace_id)
    .executeTakeFirst()
  if (namespace?.asked) return { must_approve: true, approval_reason: reason }
  const setting = await namespaceSettings(tx, namespace_id)
  if (setting('must_approve_duplicate_study_uid') !== 1) return { must_approve: false, approval_reason: null }
  const other = await tx
    .selectFrom('study')
    .select('uuid')
    .where('phi_namespace', '=', namespace_id)
    .where('study_uid', '=', study_uid)
    .where('deleted', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return other ? { must_approve: true, approval_reason: 'D' } : { must_approve: false, approval_reason: null }
}
