import { sql } from 'kysely'
import { studyCommentAdd, studyCommentDelete, studyCommentGet } from '#contract/study/comment.ts'
import { asFlag } from '#contract/value.ts'
import { findStudy } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { auditOf } from '../../study/change.ts'
import { publishStudy } from '../../study/event.ts'
import { notifyOfStudy } from '../../study/notify.ts'

export const add = handle(studyCommentAdd, async ({ params, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, params, 'study_comment_edit')
  return db.transaction().execute(async (tx) => {
    const comment = await tx
      .insertInto('study_comment')
      .values({
        study_id: study.uuid,
        account_id: study.account_id,
        user_id: actor.user_id,
        body: params.body,
      })
      .returning('uuid')
      .executeTakeFirstOrThrow()
    await recordAudit(tx, actor, {
      ...auditOf(study),
      action: 'COMMENT_ADD',
      detail: { comment_id: comment.uuid },
    })
    await publishStudy(tx, 'COMMENT', study, { comment_id: comment.uuid })
    await notifyOfStudy(tx, actor, study, 'event_study_comment')
    return comment
  })
})

export const remove = handle(studyCommentDelete, async ({ params, actor, services: { db }, refuse }) => {
  const comment = await db
    .selectFrom('study_comment')
    .select(['study_id', 'user_id'])
    .where('uuid', '=', params.uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (!comment) throw refuse('NOT_FOUND')
  const { study } = await findStudy(db, actor, { uuid: comment.study_id }, 'study_comment_edit')
  if (comment.user_id !== actor.user_id) throw refuse('NOT_PERMITTED')
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('study_comment')
      .set({ deleted: sql<string>`now()` })
      .where('uuid', '=', params.uuid)
      .execute()
    await recordAudit(tx, actor, {
      ...auditOf(study),
      action: 'COMMENT_DELETED',
      detail: { comment_id: params.uuid },
    })
    await publishStudy(tx, 'COMMENT', study, { comment_id: params.uuid })
  })
  return {}
})

export const get = handle(studyCommentGet, async ({ params, actor, services: { db }, refuse }) => {
  const comment = await db
    .selectFrom('study_comment as c')
    .innerJoin('user as u', 'u.uuid', 'c.user_id')
    .select(['c.uuid', 'c.study_id', 'c.user_id', 'u.name as user_name', 'c.body', 'c.created'])
    .where('c.uuid', '=', params.uuid)
    .where('c.deleted', 'is', null)
    .executeTakeFirst()
  if (!comment) throw refuse('NOT_FOUND')
  await findStudy(db, actor, { uuid: comment.study_id }, 'study_comment_view')
  return { ...comment, is_mine: asFlag(comment.user_id === actor.user_id) }
})
