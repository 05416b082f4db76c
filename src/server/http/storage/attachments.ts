import { extname } from 'node:path'
import type { FastifyReply } from 'fastify'
import { isUuid } from '#contract/value.ts'
import { ownsImages } from '../../access/images.ts'
import { mayWithReports } from '../../access/report.ts'
import { recordAudit } from '../../audit/record.ts'
import { uuidOfText } from '../../db/uuid.ts'
import { DicomRefusal } from '../../dicom/refusal.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import { MAX_FILE } from '../../ingest/receive.ts'
import type { StagedObject } from '../../objects/store.ts'
import { Refusal } from '../../refusal.ts'
import { type AttachedFile, addAttachment } from '../../study/attachment.ts'
import { notifyOfStudy } from '../../study/notify.ts'
import { queryFlag, type StorageCall, type StorageStudy, studyOfCall } from './call.ts'
import { StorageFailure } from './failure.ts'
import { formFile } from './form.ts'
import { type Attachment, attachmentsOf } from './schema.ts'
import { attachImages, wantsImages } from './wrap.ts'

/** `POST /study/{namespace}/{studyUid}/attachment`: a file that belongs to the study, or to one copy of it. */
export async function postAttachment(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await studyOfCall(call, 'study_report_upload')
  if (study.id === undefined && !study.record)
    throw new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
  requireReports(call, study, 'upload')
  const file = await formFile(call)
  const staged = await call.services.objects.stage(file.stream, { limit: MAX_FILE })
  try {
    await staged.commit()
    const attachment = await saveAttachment(call, study, { ...file, version: staged.hash, size: staged.size })
    if (await wantsImages(call, study)) await imagesOf(call, study, staged, file)
    await notifyStudy(call.services, study)
    const html = queryFlag(call, 'return_html')
    reply.code(202).header('cache-control', 'no-store')
    return html
      ? reply.type('text/html; charset=utf-8').send(escaped(JSON.stringify(attachment)))
      : reply.send(attachment)
  } finally {
    await staged.discard()
  }
}

/** Images of it where it can be shown as some; anything else is attached all the same. */
async function imagesOf(
  call: StorageCall,
  study: StorageStudy,
  staged: StagedObject,
  file: { filename: string; mimeType: string },
): Promise<void> {
  try {
    await attachImages(call, study, staged, file)
  } catch (error) {
    if (!(error instanceof DicomRefusal) && !(error instanceof StorageFailure)) throw error
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Kept for the study, or for the one copy of it that the call is about. */
function saveAttachment(
  { services, actor, request }: StorageCall,
  study: StorageStudy,
  file: AttachedFile,
): Promise<Attachment> {
  const fixed = queryFlag({ request }, 'static_ids')
  const id = fixed ? uuidOfText(`${study.storage_namespace} ${study.study_uid} ${file.version}`) : undefined
  const { storage_namespace } = study
  const place = { ...study, phi_namespace: study.record?.phi_namespace ?? storage_namespace }
  return services.db.transaction().execute((tx) => addAttachment(tx, actor, place, { ...file, id }))
}

function requireReports(
  { actor }: StorageCall,
  { access, record }: StorageStudy,
  does: 'view' | 'upload' | 'delete',
): void {
  if (!mayWithReports(actor, access, does, record)) throw new Refusal('NOT_PERMITTED')
}

const missing = () => new StorageFailure('ATTACHMENT_NOT_FOUND_EXCEPTION', 'There is no such attachment')

/** `/attachment/{attachmentId}/version/{version}`. */
export async function getAttachment(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await studyOfCall(call)
  requireReports(call, study, 'view')
  const { attachment: id, version } = call.params
  const found = (await attachmentsOf(call, study)).find((one) => one.id === id && one.version === version)
  if (!found) throw missing()
  reply.header('cache-control', 'private, max-age=31536000, immutable')
  return sendAttachment(call, reply, found)
}

/** `/attachment/latest` and `/attachment/latest.{extension}`. */
export async function latestAttachment(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await studyOfCall(call)
  requireReports(call, study, 'view')
  const { filename = '' } = call.params
  if (!/^latest(\..*)?$/.test(filename)) throw missing()
  const extension = extname(filename).toLowerCase()
  const found = (await attachmentsOf(call, study)).find(
    (one) => extension === '' || extname(one.filename).toLowerCase() === extension,
  )
  if (!found) throw missing()
  return sendAttachment(call, reply.header('cache-control', 'private, no-cache'), found)
}

/** An uploaded file is never a page of ours: it is saved, not shown, and its type not guessed. */
export function sendAttachment(
  { services }: StorageCall,
  reply: FastifyReply,
  { version, filename, mime_type, size }: Pick<Attachment, 'version' | 'filename' | 'mime_type' | 'size'>,
): FastifyReply {
  return reply
    .type(mime_type)
    .header('content-length', size)
    .header(
      'content-disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`,
    )
    .header('content-security-policy', 'sandbox')
    .header('x-content-type-options', 'nosniff')
    .send(services.objects.stream(version))
}

/** `DELETE /attachment/{attachmentId}/version/{hash}`. */
export async function deleteAttachment(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await studyOfCall(call, 'study_report_delete')
  requireReports(call, study, 'delete')
  const { attachment: id = '', version = '' } = call.params
  if (!isUuid(id)) throw missing()
  const own = study.record?.phi_namespace ?? study.storage_namespace
  const stored = await ownsImages(call.services.db, call.actor, study, ['study_report_delete'])
  await call.services.db.transaction().execute(async (tx) => {
    const gone = await tx
      .deleteFrom('attachment')
      .where('storage_namespace', '=', study.storage_namespace)
      .where('study_uid', '=', study.study_uid)
      .where('id', '=', id)
      .where('version', '=', version)
      // What hangs on the stored study belongs to its owner, and is only shown to those it was shared with.
      .where('phi_namespace', 'in', stored ? [study.storage_namespace, own] : [own])
      .returning(['filename', 'version'])
      .executeTakeFirst()
    if (!gone) throw missing()
    await tx
      .insertInto('object_garbage')
      .values({ hash: gone.version })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    if (study.record) {
      await recordAudit(tx, call.actor, {
        uuid: study.record.uuid,
        type: 'Study',
        action: 'ATTACHMENT_DELETE',
        what: gone.filename,
        account_id: study.account_id,
        namespace_id: study.record.phi_namespace,
      })
      await notifyOfStudy(tx, call.actor, study.record, 'event_report_remove')
    }
  })
  await notifyStudy(call.services, study)
  return reply.code(202).send()
}
