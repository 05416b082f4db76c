import { randomUUID } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { type DicomReason, DicomRefusal } from '../../dicom/refusal.ts'
import { ObjectTooLarge } from '../../objects/store.ts'
import { Refusal, Unauthenticated } from '../../refusal.ts'
import type { Services } from '../../services.ts'
import { DicomwebFailure, retryAfter, unread } from '../dicomweb/failure.ts'
import { MultipartError } from '../dicomweb/multipart.ts'

/** Kinds of failure of the v3 storage API with their codes and HTTP statuses (spec/storage.md, "Beyond the document"). */
const KINDS = {
  UNKNOWN: [1, 500],
  FORBIDDEN: [2, 403],
  NOT_FOUND: [3, 404],
  UNAUTHORIZED: [4, 401],
  BAD_REQUEST: [5, 400],
  NOT_ACCEPTABLE: [6, 406],
  ACCESS_DENIED: [7, 403],
  JSON_DESERIALIZE_EXCEPTION: [8, 400],
  CONFLICT: [11, 409],
  IMAGE_NOT_FOUND: [14, 404],
  IMAGES_NOT_FOUND: [15, 404],
  ATTACHMENT_NOT_FOUND_EXCEPTION: [16, 404],
  SERIES_NOT_FOUND: [17, 404],
  STUDY_NOT_FOUND: [18, 404],
  PAYLOAD_TOO_LARGE: [19, 413],
  FAILED_TO_STORE_DICOM: [34, 500],
  NOT_VIDEO_IN_IMAGE: [38, 415],
  NOT_PDF_FILE: [39, 415],
  REQUESTED_RANGE_NOT_SATISFIABLE: [40, 416],
  ANONYMIZE_TAGS_FORMAT_ERROR: [41, 412],
  MISSING_REQUIRED_DICOM_TAG: [42, 412],
  VALIDATION_ERROR: [99, 412],
  // Beyond the document, which has no word for images in the archive.
  PENDING_RESTORE: [503, 503],
  ARCHIVED: [503, 503],
} as const

export type StorageFailureKind = keyof typeof KINDS

export class StorageFailure extends Error {
  readonly kind: StorageFailureKind

  constructor(kind: StorageFailureKind, message: string) {
    super(message)
    this.kind = kind
  }
}

const OF_STATUS: Record<number, StorageFailureKind> = {
  400: 'BAD_REQUEST',
  401: 'ACCESS_DENIED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  406: 'NOT_ACCEPTABLE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'BAD_REQUEST',
  416: 'REQUESTED_RANGE_NOT_SATISFIABLE',
} // prettier-ignore
const OF_REASON: Partial<Record<DicomReason, StorageFailureKind>> = {
  MISSING_UID: 'MISSING_REQUIRED_DICOM_TAG',
  TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  NO_IMAGE: 'NOT_FOUND',
  NO_SUCH_FRAME: 'NOT_FOUND',
  UNDECODABLE: 'NOT_ACCEPTABLE',
}

function failureOf(error: unknown, services: Services): StorageFailure {
  if (error instanceof StorageFailure) return error
  // Clients sign in again and repeat when they read ACCESS_DENIED.
  if (error instanceof Unauthenticated) return new StorageFailure('ACCESS_DENIED', 'The session is not valid')
  if (error instanceof Refusal) {
    if (error.error_type === 'PENDING_RESTORE')
      return new StorageFailure('PENDING_RESTORE', 'The images are on their way from the archive')
    if (error.error_type === 'ARCHIVED')
      return new StorageFailure(
        'ARCHIVED',
        'The images are in the archive: ask for them with /study/retrieve',
      )
    return String(error.error_type) === 'NOT_FOUND'
      ? new StorageFailure('STUDY_NOT_FOUND', 'There is no such study')
      : new StorageFailure('FORBIDDEN', 'You have no permission for this')
  }
  if (error instanceof DicomRefusal)
    return new StorageFailure(OF_REASON[error.reason] ?? 'VALIDATION_ERROR', error.message)
  if (error instanceof MultipartError) return new StorageFailure('BAD_REQUEST', error.message)
  if (error instanceof ObjectTooLarge)
    return new StorageFailure('PAYLOAD_TOO_LARGE', `The file is larger than ${error.limit} bytes`)
  const status = error instanceof DicomwebFailure ? error.status : clientStatus(error)
  const kind = status === undefined ? undefined : OF_STATUS[status]
  if (kind && error instanceof Error) return new StorageFailure(kind, error.message)
  services.log.error({ err: error }, 'storage request failed')
  return new StorageFailure('UNKNOWN', 'The request failed')
}

const clientStatus = (error: unknown): number | undefined =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined

/** The form that clients of the storage API read. */
export function sendStorageFailure(reply: FastifyReply, error: unknown, services: Services): FastifyReply {
  const failure = failureOf(error, services)
  const [code, status] = KINDS[failure.kind]
  return reply
    .code(status)
    .type('application/json')
    .headers({ ...(unread(reply) ? { connection: 'close' } : {}), ...retryAfter(error) })
    .removeHeader('etag')
    .removeHeader('content-length')
    .removeHeader('content-disposition')
    .header('cache-control', 'no-store')
    .send({
      kind: { readable_status: failure.kind, code },
      message: failure.message,
      exception_data: { id: randomUUID() },
      created: new Date().toISOString(),
      extended: {},
    })
}
