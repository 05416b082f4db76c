import { sql } from 'kysely'
import { studyDelete, studyRevive } from '#contract/study/edit.ts'
import { requireSysadminOrSupport } from '../../access/account.ts'
import { findDeletedStudy, findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { auditOf } from '../../study/change.ts'
import { publishStudy } from '../../study/event.ts'
import { removeStudy } from '../../study/remove.ts'

export const remove = handle(studyDelete, async ({ params, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, params, 'study_delete')
  await db.transaction().execute((tx) => removeStudy(tx, actor, study))
  return {}
})

export const revive = handle(studyRevive, async ({ params, actor, services: { db }, refuse }) => {
  requireSysadminOrSupport(actor)
  await db.transaction().execute(async (tx) => {
    const study = await findDeletedStudy(tx, params.uuid)
    if (!study) throw refuse('NOT_FOUND')
    const live = await tx
      .selectFrom('study')
      .select('uuid')
      .where('storage_namespace', '=', study.storage_namespace)
      .where('study_uid', '=', study.study_uid)
      .where('phi_namespace', '=', study.phi_namespace)
      .where('deleted', 'is', null)
      .executeTakeFirst()
    // Without a time of purge its images are gone already.
    if (live || !study.purge_at) throw refuse('CAN_NOT_REVIVE')
    await tx
      .updateTable('study')
      .set({
        deleted: null,
        deleted_by: null,
        purge_at: null,
        updated: sql<string>`now()`,
        updated_by: actor.user_id,
      })
      .where('uuid', '=', study.uuid)
      .execute()
    await recordAudit(tx, actor, { ...auditOf(study), action: 'REVIVE' })
    await publishStudy(tx, 'READY', study)
  })
  return {}
})
