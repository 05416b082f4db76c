import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { FastifyReply } from 'fastify'
import { requireNamespace } from '../../access/namespaces.ts'
import { textOf } from '../../ingest/attributes.ts'
import type { Outcome, Refused, Stored } from '../../ingest/outcome.ts'
import { receiveFile } from '../../ingest/receive.ts'
import type { IngestTarget } from '../../ingest/target.ts'
import { mediaType } from '../dicomweb/multipart.ts'
import { queryText } from '../dicomweb/query.ts'
import { measured } from '../inflating.ts'
import { namespaceOf, type StorageCall } from './call.ts'
import { StorageFailure, type StorageFailureKind } from './failure.ts'
import { formFile } from './form.ts'

/** `POST /namespace/{namespace}/image`: one DICOM file, raw, gzipped, or as a part of a form. */
export async function postImage(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const target = await uploadTarget(call)
  const { type } = mediaType(call.request.headers['content-type'] ?? '')
  const source = type === 'multipart/form-data' ? (await formFile(call)).stream : body(call)
  return sendOutcome(reply, target, await receive(call, target, source))
}

/** The namespace of the path, with the right to upload. */
export async function uploadTarget(call: StorageCall): Promise<IngestTarget> {
  const storage_namespace = namespaceOf(call)
  const access = await requireNamespace(call.services.db, call.actor, storage_namespace, 'study_upload')
  return {
    account_id: access.account_id,
    storage_namespace,
    actor: call.actor,
    record: 'fill',
    study_uid: queryText(call.request, 'study_uid') || undefined,
  }
}

function body({ request }: StorageCall): Readable {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return request.raw
  if (encoding === 'gzip' || encoding === 'x-gzip') {
    const gunzip = createGunzip()
    // Whatever breaks is read from the last of them.
    return pipeline(
      request.raw,
      gunzip,
      measured(() => gunzip.bytesWritten),
      () => undefined,
    )
  }
  throw new StorageFailure('BAD_REQUEST', `The content encoding ${encoding.slice(0, 20)} is not taken`)
}

/** Takes a file in; damaged compression is the sender's fault. */
export async function receive(
  call: StorageCall,
  target: IngestTarget,
  source: AsyncIterable<Uint8Array>,
): Promise<Outcome> {
  try {
    return await receiveFile(call.services, target, source)
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      typeof error.code === 'string' &&
      error.code.startsWith('Z_')
    ) {
      throw new StorageFailure('BAD_REQUEST', 'The gzip data is damaged')
    }
    throw error
  }
}

const KIND: Partial<Record<string, StorageFailureKind>> = {
  MISSING_UID: 'MISSING_REQUIRED_DICOM_TAG',
  TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  PATIENT_MISMATCH: 'CONFLICT',
  FROZEN: 'CONFLICT',
  WRONG_STUDY: 'VALIDATION_ERROR',
  STORE_FAILED: 'FAILED_TO_STORE_DICOM',
}

/** A refused file as the failure of its call. */
export const refusedOutcome = ({ reason, message }: Refused): StorageFailure =>
  new StorageFailure(KIND[reason] ?? 'VALIDATION_ERROR', message)

export function sendOutcome(reply: FastifyReply, target: IngestTarget, outcome: Outcome): FastifyReply {
  if (outcome.state === 'refused') throw refusedOutcome(outcome)
  return reply.code(202).header('cache-control', 'no-store').send(imageAnswer(target, outcome))
}

/** What clients read of a stored image: every value is a true one (v3-clients 19). */
export function imageAnswer({ storage_namespace }: IngestTarget, stored: Stored) {
  const { json } = stored.instance
  return {
    study_uid: stored.StudyInstanceUID,
    series_uid: stored.SeriesInstanceUID,
    image_uid: stored.SOPInstanceUID,
    image_version: stored.hash,
    namespace: storage_namespace,
    state: stored.state,
    attr: {
      sop_class_uid: stored.SOPClassUID,
      modality: stored.instance.Modality || 'OT',
      patient_name: textOf(json, '00100010') ?? 'unknown',
      patientid: textOf(json, '00100020') ?? 'unknown',
      transfer_syntax_uid: stored.instance.transferSyntaxUID,
      size: stored.size,
    },
  }
}
