import { sql } from 'kysely'
import { studyFreeze } from '#contract/study/share.ts'
import { findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { auditOf } from '../../study/change.ts'
import { publishStudy } from '../../study/event.ts'

/** Nobody changes a frozen study: all its records are frozen and thawed together. */
export default handle(studyFreeze, async ({ params, actor, services: { db }, refuse }) => {
  const { study } = await findStudy(db, actor, params, 'study_freeze')
  if (study.phantom) throw refuse('NOT_AVAILABLE')
  const is_frozen = params.thaw !== 1
  await db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('study')
      .set({ is_frozen, updated: sql<string>`now()`, updated_by: actor.user_id })
      .where('storage_namespace', '=', study.storage_namespace)
      .where('study_uid', '=', study.study_uid)
      .where('is_frozen', '=', !is_frozen)
      .where('deleted', 'is', null)
      .returningAll()
      .execute()
    if (!changed.some((one) => one.uuid === study.uuid)) throw refuse('ALREADY')
    await recordAudit(
      tx,
      actor,
      ...changed.map((one) => ({ ...auditOf(one), action: is_frozen ? 'FREEZE' : 'THAW' })),
    )
    for (const one of changed) await publishStudy(tx, 'EDIT', one)
  })
  return {}
})
