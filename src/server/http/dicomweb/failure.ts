import type { FastifyReply } from 'fastify'
import { DicomRefusal } from '../../dicom/refusal.ts'
import { ObjectMissing } from '../../objects/store.ts'
import { Refusal, Unauthenticated } from '../../refusal.ts'
import type { Services } from '../../services.ts'
import { MultipartError } from './multipart.ts'

/** An answer of DICOMweb that is no success. */
export class DicomwebFailure extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const REFUSAL_STATUS: Record<string, number> = {
  NOT_FOUND: 404,
  NOT_PERMITTED: 403,
  ARCHIVED: 503,
  PENDING_RESTORE: 503,
}
const REFUSAL_TEXT: Record<string, string> = {
  NOT_FOUND: 'There is no such object',
  NOT_PERMITTED: 'You have no permission for this',
  ARCHIVED: 'The images are in the archive: ask for them with /study/retrieve',
  PENDING_RESTORE: 'The images are on their way from the archive',
}

/** Seconds after which to try again for what comes back from the archive. */
const RETRY_AFTER = 30

/** 503 says when to come again only where something is on its way. */
export const retryAfter = (error: unknown): Record<string, string> =>
  error instanceof Refusal && error.error_type === 'PENDING_RESTORE'
    ? { 'retry-after': String(RETRY_AFTER) }
    : {}

/** Any failure as status and words; unknown ones are logged and say nothing of their inside. */
export function failureOf(error: unknown, services: Services): { status: number; message: string } {
  if (error instanceof DicomwebFailure) return { status: error.status, message: error.message }
  if (error instanceof Unauthenticated) return { status: 401, message: 'Sign in first' }
  if (error instanceof Refusal) {
    const token = String(error.error_type)
    return { status: REFUSAL_STATUS[token] ?? 400, message: REFUSAL_TEXT[token] ?? token }
  }
  if (error instanceof MultipartError)
    return { status: 400, message: `The multipart body cannot be read: ${error.message}` }
  if (error instanceof DicomRefusal) {
    const status = error.reason === 'NO_SUCH_FRAME' || error.reason === 'NO_IMAGE' ? 404 : 406
    return { status, message: error.message }
  }
  if (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode < 500
  ) {
    return { status: error.statusCode, message: error.message }
  }
  if (error instanceof ObjectMissing)
    services.log.error({ err: error }, 'an object is missing from the store')
  else services.log.error({ err: error }, 'dicomweb request failed')
  return { status: 500, message: 'The request failed' }
}

/** A body of which something is still to come: nobody will read it, so the connection ends with the answer. */
export const unread = ({ request }: FastifyReply): boolean => !request.raw.complete

/** Sends a failure; existing clients read the reason from a header (see PostDICOM's DICOMweb clients). */
export function sendFailure(reply: FastifyReply, error: unknown, services: Services): FastifyReply {
  const { status, message } = failureOf(error, services)
  if (status === 401) reply.header('www-authenticate', 'Basic realm="Collimate", charset="UTF-8"')
  return reply
    .code(status)
    .type('application/json')
    .headers({ ...(unread(reply) ? { connection: 'close' } : {}), ...retryAfter(error) })
    .removeHeader('etag')
    .removeHeader('content-length')
    .header('x-error-reason', message.replace(/[^\x20-\x7e]/g, '?'))
    .header('cache-control', 'no-store')
    .send({ status: 'ERROR', message })
}
