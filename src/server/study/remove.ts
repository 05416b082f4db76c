import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { enqueue } from '../jobs/queue.ts'
import { accountSettingsOf, auditOf } from './change.ts'
import { publishStudy } from './event.ts'

/**
 * Takes a record away at once, from lists, DICOMweb, storage and links alike. The images go after the account's
 * `storage_delete_delay`, in minutes, unless another record stands over them. Answers false where it was gone already.
 */
export async function removeStudy(
  tx: Kysely<Database>,
  actor: Actor,
  study: StudyRow,
  audit: { action: string; detail?: unknown } = { action: 'DELETED', detail: study },
): Promise<boolean> {
  const settings = await accountSettingsOf(tx, study.account_id)
  const delay = Math.max(0, Number(settings.storage_delete_delay ?? 0) || 0) * 60
  const gone = await tx
    .updateTable('study')
    .set({
      deleted: sql<string>`now()`,
      deleted_by: actor.user_id,
      purge_at: sql<string>`now() + make_interval(secs => ${delay})`,
      locked_by: null,
      locked_at: null,
    })
    .where('uuid', '=', study.uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (gone.numUpdatedRows === 0n) return false
  await recordAudit(tx, actor, { ...auditOf(study), ...audit })
  await enqueue(
    tx,
    'study_purge',
    { study_id: study.uuid },
    { key: `study_purge:${study.uuid}`, delay: delay + 1 },
  )
  await publishStudy(tx, 'DELETE', study)
  return true
}
