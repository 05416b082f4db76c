import type { FastifyReply } from 'fastify'
import { requireOwnImages } from '../../access/images.ts'
import { recordAudit } from '../../audit/record.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { removeGarbage, removeImages, removeInstances } from '../../ingest/purge.ts'
import { bodyText } from './body.ts'
import { queryFlag, type StorageCall, type StorageStudy, studyOfCall } from './call.ts'
import { StorageFailure } from './failure.ts'

/**
 * `DELETE /study/{namespace}/{studyUid}`: the images, and the attachments unless they are to be kept. The record in
 * services stays (v3-clients 11); a study whose images are gone already is deleted with success.
 */
export async function deleteStudy(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const permissions = ['study_edit', 'study_delete'] as const
  const study = await studyOfCall(call, permissions)
  if (study.id === undefined && !study.record)
    throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  await requireOwnImages(call.services.db, call.actor, study, permissions)
  await call.services.db.transaction().execute(async (tx) => {
    await removeImages(tx, study, !queryFlag(call, 'keep_attachments'))
    await audit(call, study, tx, `${study.instance_count} images`)
  })
  await after(call, study)
  return reply.code(202).send()
}

/** `DELETE .../image/{imageUid}`. */
export async function deleteImage(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  await deleteListed(call, [call.params.image ?? ''])
  return reply.code(202).send()
}

/** `DELETE .../images` with a comma-separated list in the body. */
export async function deleteImages(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const text = (await bodyText(call)).trim().replace(/^\[|\]$/g, '')
  const uids = text
    .split(/[\s,]+/)
    .map((uid) => uid.replace(/^"|"$/g, ''))
    .filter((uid) => uid !== '')
  if (uids.length === 0) throw new StorageFailure('BAD_REQUEST', 'The list of images is empty')
  await deleteListed(call, uids)
  return reply.code(202).send()
}

async function deleteListed(call: StorageCall, uids: readonly string[]): Promise<void> {
  const study = await studyOfCall(call, 'study_delete_image')
  const { id } = study
  if (id === undefined) throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  await requireOwnImages(call.services.db, call.actor, study, ['study_delete_image'])
  await call.services.db.transaction().execute(async (tx) => {
    const removed = await removeInstances(tx, id, uids)
    if (removed === 0) throw new StorageFailure('IMAGE_NOT_FOUND', 'There is no such image')
    await audit(call, study, tx, `${removed} images`)
  })
  await after(call, study)
}

async function audit(
  call: StorageCall,
  study: StorageStudy,
  tx: Parameters<typeof recordAudit>[0],
  what: string,
): Promise<void> {
  if (!study.record) return
  await recordAudit(tx, call.actor, {
    uuid: study.record.uuid,
    type: 'Study',
    action: 'IMAGE_DELETE',
    what,
    account_id: study.account_id,
    namespace_id: study.record.phi_namespace,
  })
}

async function after(call: StorageCall, study: StorageStudy): Promise<void> {
  await notifyStudy(call.services, study)
  await removeGarbage(call.services)
}
