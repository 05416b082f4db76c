import { sql } from 'kysely'
import type { ReturnsOf } from '#contract/command.ts'
import { studyDelete, studyDeletedList, studyRevive } from '#contract/study/edit.ts'
import { requireAccount, requireSysadminOrSupport } from '../../access/account.ts'
import { findDeletedStudy, findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { column, columns } from '../../db/list/column.ts'
import { listRows } from '../../db/list/rows.ts'
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
    // A share that was stopped or rejected was taken from whoever would have it back.
    const stopped = await tx
      .selectFrom('study_share')
      .select('uuid')
      .where('shared_id', '=', study.uuid)
      .where('action', '=', 'share')
      .where('stopped', 'is not', null)
      .limit(1)
      .executeTakeFirst()
    // Without a time of purge its images are gone already.
    if (live || stopped || !study.purge_at) throw refuse('CAN_NOT_REVIVE')
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

const DELETED = column('datetime', 's.deleted')
const deletedColumns = {
  columns: {
    deleted: DELETED,
    purge_at: column('datetime', 's.purge_at'),
    ...columns('citext', 's', ['patient_name', 'patientid', 'study_description', 'modality']),
    ...columns('text', 's', ['study_date', 'study_uid']),
    phi_namespace_name: column('citext', 'n.name'),
    deleted_by_name: column('citext', 'u.name'),
  },
}

type DeletedStudy = ReturnsOf<typeof studyDeletedList>['studies'][number]

export const deletedList = handle(studyDeletedList, async ({ params, raw, actor, services: { db } }) => {
  await requireAccount(db, actor, params.account_id, ['audit_view'])
  const { rows, page } = await listRows<DeletedStudy>({
    db,
    actor,
    raw,
    map: deletedColumns,
    select: sql`s.uuid, s.patient_name, s.patientid, s.study_description, s.study_date, s.modality, s.image_count,
      n.name as phi_namespace_name, s.deleted, u.name as deleted_by_name, s.purge_at`,
    from: sql`study s join namespace n on n.uuid = s.phi_namespace left join "user" u on u.uuid = s.deleted_by`,
    // One that was shared and stopped is nobody's to have back.
    where: sql`s.account_id = ${params.account_id} and s.purge_at is not null and s.deleted is not null
      and not exists (select from study_share h where h.shared_id = s.uuid and h.action = 'share' and h.stopped is not null)`,
    unique: sql`s.uuid`,
    defaultSort: [{ column: DELETED, direction: 'desc' }],
  })
  return { page, studies: rows }
})
