import { sql } from 'kysely'
import { studyMove } from '#contract/study/share.ts'
import { requireNamespace } from '../../access/namespaces.ts'
import { findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { auditOf } from '../../study/change.ts'
import { publishStudy } from '../../study/event.ts'
import { notifyNamespace } from '../../tenancy/notify.ts'

/** The record goes to another namespace of the same person's; its images stay where they are stored. */
export default handle(studyMove, async ({ params, actor, services: { db }, refuse }) => {
  const { study } = await findStudy(db, actor, { uuid: params.uuid }, 'study_move')
  const access = await requireNamespace(db, actor, params.namespace_id, 'study_share')
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`select from study where storage_namespace = ${study.storage_namespace}
      and study_uid = ${study.study_uid} and phi_namespace = ${access.uuid} and deleted is null`.execute(tx)
    if (rows.length > 0) throw refuse('ALREADY_EXISTS')
    const { must_approve_move } = await tx
      .selectFrom('namespace')
      .select('must_approve_move')
      .where('uuid', '=', access.uuid)
      .executeTakeFirstOrThrow()
    await tx
      .updateTable('study')
      .set({
        phi_namespace: access.uuid,
        account_id: access.account_id,
        must_approve: must_approve_move,
        approval_reason: must_approve_move ? 'M' : null,
        // Fields of another account mean nothing in this one.
        ...(access.account_id === study.account_id ? {} : { customfields: '{}' }),
        updated: sql<string>`now()`,
        updated_by: actor.user_id,
      })
      .where('uuid', '=', study.uuid)
      .execute()
    await recordAudit(tx, actor, {
      ...auditOf(study),
      action: 'MOVE',
      with: access.name,
      detail: { phi_namespace: [study.phi_namespace, access.uuid] },
    })
    await publishStudy(tx, 'DELETE', study)
    await publishStudy(tx, 'READY', { ...study, phi_namespace: access.uuid })
    if (must_approve_move)
      await notifyNamespace(tx, {
        namespace_id: access.uuid,
        kind: 'event_approve',
        subject: `A study waits for approval in ${access.name}`,
        text: `${actor.name} has moved a study to ${access.name}. It waits for somebody to approve it.`,
        path: `/inbox?study=${study.uuid}`,
        by: actor.user_id,
      })
  })
  return {}
})
