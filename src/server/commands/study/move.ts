import { studyMove } from '#contract/study/share.ts'
import { requireNamespace } from '../../access/namespaces.ts'
import { findStudy } from '../../access/study.ts'
import { handle } from '../../command.ts'
import { moveStudy } from '../../study/move.ts'

/** The record goes to another namespace of the same person's. */
export default handle(studyMove, async ({ params, actor, services: { db } }) => {
  const { study } = await findStudy(db, actor, { uuid: params.uuid }, 'study_move')
  const place = await requireNamespace(db, actor, params.namespace_id, 'study_share')
  await db.transaction().execute((tx) => moveStudy(tx, actor, study, place))
  return {}
})
