import type { FastifyReply } from 'fastify'
import { requireOwnImages } from '../../access/images.ts'
import { type FoundStudy, findStudy, inScope } from '../../access/study.ts'
import { recordAudit } from '../../audit/record.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { removeGarbage, removeInstances } from '../../ingest/purge.ts'
import { auditOf } from '../../study/change.ts'
import { removeStudy } from '../../study/remove.ts'
import { type DicomwebCall, instancesOf, scopeOf, studyOf } from './context.ts'
import { DicomwebFailure } from './failure.ts'

/**
 * `DELETE` is no part of PS3.18; many archives have it, in this form. A study goes as `/study/delete` takes it away, and
 * can be brought back as long as the account keeps its images; series and instances go at once.
 */

/** The one record that the path means. 409 where the study stands in several of the caller's namespaces. */
async function recordOf(
  call: DicomwebCall,
  permission: 'study_delete' | 'study_delete_image',
): Promise<FoundStudy> {
  const { db } = call.services
  const scope = await scopeOf(call)
  const rows = await db
    .selectFrom('study as s')
    .select('s.uuid')
    .where('s.study_uid', '=', call.params.study ?? '')
    .where('s.deleted', 'is', null)
    .where(inScope(scope, 's'))
    .limit(2)
    .execute()
  const [record, another] = rows
  if (!record) throw new DicomwebFailure(404, 'There is no such study')
  if (another)
    throw new DicomwebFailure(
      409,
      'The study stands in several namespaces: name one, /dicomweb/namespaces/{uuid}/studies/...',
    )
  return findStudy(db, call.actor, { uuid: record.uuid }, permission)
}

export async function deleteStudy(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { study } = await recordOf(call, 'study_delete')
  await call.services.db.transaction().execute((tx) => removeStudy(tx, call.actor, study))
  return reply.code(204).send()
}

/** A series or an instance. */
export async function deleteInstances(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, actor } = call
  const { study } = await recordOf(call, 'study_delete_image')
  await requireOwnImages(services.db, actor, study, ['study_delete_image'])
  const { id } = await studyOf(call)
  const uids = (await instancesOf(call)).map(({ sop_instance_uid }) => sop_instance_uid)
  await services.db.transaction().execute(async (tx) => {
    const removed = await removeInstances(tx, id, uids)
    if (removed === 0) throw new DicomwebFailure(404, 'There is no such object')
    await recordAudit(tx, actor, { ...auditOf(study), action: 'IMAGE_DELETE', what: `${removed} images` })
  })
  await notifyStudy(services, study)
  await removeGarbage(services)
  return reply.code(204).send()
}
