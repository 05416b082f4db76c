import { sql } from 'kysely'
import { STUDY_AUDIT_ACTIONS, studyAudit, studyStar, studySync } from '#contract/study/edit.ts'
import { mayIn } from '../../access/namespaces.ts'
import { findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { auditOf } from '../../study/change.ts'
import { applyFutureChanges } from '../../study/future.ts'
import { loadTags } from '../../study/load_tags.ts'
import { renamedUpload } from '../../study/upload_rename.ts'

export const star = handle(studyStar, async ({ params, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, params, 'study_star')
  if (params.star === 1) {
    await db
      .insertInto('study_star')
      .values({ user_id: actor.user_id, study_id: study.uuid, account_id: study.account_id })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  } else {
    await db
      .deleteFrom('study_star')
      .where('user_id', '=', actor.user_id)
      .where('study_id', '=', study.uuid)
      .execute()
  }
  return {}
})

export const audit = handle(studyAudit, async ({ params, actor, services: { db }, refuse }) => {
  const { study } = await findStudy(db, actor, params)
  if (!STUDY_AUDIT_ACTIONS.some((action) => action === params.action)) throw refuse('INVALID_ACTION')
  await recordAudit(db, actor, {
    ...auditOf(study),
    action: params.action,
    detail: { detail: params.detail },
  })
  return {}
})

const BLOCKED_SECONDS = 60

export const sync = handle(studySync, async ({ params, actor, services, refuse }) => {
  const { db } = services
  const uuid = params.study_id ?? params.uuid
  const { study_uid = '', storage_namespace = '' } = params
  const renamed = uuid ? undefined : await renamedUpload(db, actor, { storage_namespace, study_uid })
  const reference = uuid ? { uuid } : { ...params, study_uid: renamed ?? params.study_uid }
  const { study, access } = await findStudy(db, actor, reference, [
    'study_sync',
    'study_upload',
    'study_view',
  ])
  const uploads =
    params.image_count !== undefined && (mayIn(actor, access, 'study_upload') || access.type === 'user_id')
  if (!uploads && !mayIn(actor, access, 'study_sync')) throw refuse('NOT_PERMITTED')
  const taken = await db
    .updateTable('study')
    .set({ synced: sql<string>`now()` })
    .where('uuid', '=', study.uuid)
    .where(sql<boolean>`(synced is null or synced < now() - make_interval(secs => ${BLOCKED_SECONDS}))`)
    .executeTakeFirst()
  if (taken.numUpdatedRows === 0n) throw refuse('BLOCKED')
  await notifyStudy(services, study)
  if (params.reload_load_dicom_tag === 1)
    await services.db
      .transaction()
      .execute((tx) => loadTags(tx, actor, study, { record: study.uuid, reload: true }))
  await db.transaction().execute((tx) => applyFutureChanges(tx, study))
  return {}
})
