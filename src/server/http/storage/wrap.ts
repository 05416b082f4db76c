import type { FastifyReply } from 'fastify'
import { attributesNamed, jsonOfNamed } from '../../dicom/named-attributes.ts'
import { studyIdentity } from '../../imaging/study-identity.ts'
import { notifyStudy } from '../../ingest/notify.ts'
import type { Stored } from '../../ingest/outcome.ts'
import { MAX_FILE, receiveFile } from '../../ingest/receive.ts'
import type { IngestTarget } from '../../ingest/target.ts'
import { type WrapOptions, wrapFile } from '../../ingest/wrap.ts'
import type { StagedObject } from '../../objects/store.ts'
import { plainName } from '../../study/attachment.ts'
import { namespaceSettings } from '../../tenancy/namespace_setting.ts'
import { queryText } from '../dicomweb/query.ts'
import { queryFlag, type StorageCall, type StorageStudy, studyOfCall } from './call.ts'
import { StorageFailure } from './failure.ts'
import { formFile } from './form.ts'
import { imageAnswer, refusedOutcome, uploadTarget } from './image.ts'
import { attachmentsOf } from './schema.ts'

/** `POST /namespace/{namespace}/wrap`: a file that is no DICOM, as DICOM. */
export async function wrapUpload(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const target = await uploadTarget(call)
  const size = Number(call.request.headers['x-file-size'])
  if (!Number.isInteger(size) || size < 1)
    throw new StorageFailure('VALIDATION_ERROR', 'X-File-Size is the number of bytes of the file')
  if (size > MAX_FILE)
    throw new StorageFailure('PAYLOAD_TOO_LARGE', `The file is larger than ${MAX_FILE} bytes`)
  const { stream, mimeType, filename, fields } = await formFile(call)
  const staged = await call.services.objects.stage(stream, { limit: MAX_FILE })
  try {
    const tags = (await fields).get('tags') ?? queryText(call.request, 'tags') ?? ''
    return await wrapStaged(call, reply, target, staged, { filename, mimeType, tags })
  } finally {
    await staged.discard()
  }
}

/** A file that came in parts (`/multipart/{uuid}/complete` with `endpoint=wrap`). */
export async function wrapWhole(
  call: StorageCall,
  reply: FastifyReply,
  target: IngestTarget,
  source: AsyncIterable<Uint8Array>,
): Promise<FastifyReply> {
  const staged = await call.services.objects.stage(source, { limit: MAX_FILE })
  const text = (name: string) => queryText(call.request, name) ?? ''
  try {
    return await wrapStaged(call, reply, target, staged, {
      filename: text('filename') || 'file',
      mimeType: text('content_type') || 'application/octet-stream',
      tags: text('tags'),
    })
  } finally {
    await staged.discard()
  }
}

async function wrapStaged(
  call: StorageCall,
  reply: FastifyReply,
  target: IngestTarget,
  staged: StagedObject,
  { filename, mimeType, tags }: { filename: string; mimeType: string; tags: string },
): Promise<FastifyReply> {
  const named = attributesNamed(tags)
  if (!named) throw new StorageFailure('VALIDATION_ERROR', 'tags are a JSON object, or tag=value pairs')
  const setting = await namespaceSettings(call.services.db, target.storage_namespace)
  const attributes = jsonOfNamed(named)
  if (target.study_uid) attributes['0020000D'] = { vr: 'UI', Value: [target.study_uid] }
  const [first] = await wrapped(call, target, staged, mimeType, {
    attributes,
    filename: plainName(filename),
    renderPdf: queryFlag(call, 'render_wrapped_pdf') || setting('render_wrapped_pdf') === 1,
  })
  if (!first) throw new StorageFailure('VALIDATION_ERROR', 'The file holds nothing')
  return reply.code(200).header('cache-control', 'no-store').send(imageAnswer(target, first))
}

/** Stores what a file becomes; the first refusal ends it. */
async function wrapped(
  { services }: StorageCall,
  target: IngestTarget,
  staged: StagedObject,
  mimeType: string,
  options: WrapOptions,
): Promise<Stored[]> {
  const stored: Stored[] = []
  for await (const file of wrapFile(staged, mimeType, options)) {
    const outcome = await receiveFile(services, target, file)
    if (outcome.state === 'refused') throw refusedOutcome(outcome)
    stored.push(outcome)
  }
  return stored
}

/** An attachment as images of its study, in a series of their own. */
export async function attachImages(
  call: StorageCall,
  study: StorageStudy,
  staged: StagedObject,
  { filename, mimeType }: { filename: string; mimeType: string },
): Promise<Stored[]> {
  const { account_id, storage_namespace, study_uid } = study
  const target: IngestTarget = {
    account_id,
    storage_namespace,
    actor: call.actor,
    record: 'fill',
    study_uid,
  }
  const stored = await wrapped(call, target, staged, mimeType, {
    attributes: await studyIdentity(call.services.db, study),
    filename: plainName(filename),
    renderPdf: true,
    staticIds: queryFlag(call, 'static_ids'),
  })
  await notifyStudy(call.services, study)
  return stored
}

/** Does this upload ask, or its namespace's setting, for images of what is attached? */
export async function wantsImages(call: StorageCall, study: StorageStudy): Promise<boolean> {
  if (queryFlag(call, 'wrap_images') || queryFlag(call, 'synchronous_wrap')) return true
  const setting = await namespaceSettings(call.services.db, study.storage_namespace)
  return setting('auto_wrap_images') === 1
}

/** `POST .../attachment/{attachmentUid}/version/{version}/image`. */
export async function wrapAttachment(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const study = await studyOfCall(call, 'study_report_upload')
  const { attachment: id, version } = call.params
  const found = (await attachmentsOf(call, study)).find((one) => one.id === id && one.version === version)
  if (!found) throw new StorageFailure('ATTACHMENT_NOT_FOUND_EXCEPTION', 'There is no such attachment')
  const staged = await call.services.objects.stage(call.services.objects.stream(found.version))
  try {
    await attachImages(call, study, staged, { filename: found.filename, mimeType: found.mime_type })
  } finally {
    await staged.discard()
  }
  return reply.code(202).header('cache-control', 'no-store').send()
}
