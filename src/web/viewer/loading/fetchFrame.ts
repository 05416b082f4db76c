import { fetchSigned } from '#web/api/fetch.ts'
import { ConnectionError } from '#web/api/refusal.ts'
import type { Frame } from '../stacks/frame.ts'
import { ImageFailure } from './failure.ts'
import { firstPart, parameterOf } from './multipart.ts'
import { isUnusual } from './plainPixels.ts'

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1'
const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2'

/** Stored forms that the browser's decoders cannot read: the server sends them as plain pixels instead. */
const NOT_IN_THE_BROWSER = new Set([
  '1.2.840.10008.1.2.1.98',
  '1.2.840.10008.1.2.1.99',
  '1.2.840.10008.1.2.4.51',
  '1.2.840.10008.1.2.4.53',
  '1.2.840.10008.1.2.4.55',
  '1.2.840.10008.1.2.8.1',
])

export const needsPlainPixels = ({ instance }: Frame): boolean =>
  (instance.transferSyntax !== undefined && NOT_IN_THE_BROWSER.has(instance.transferSyntax)) ||
  isUnusual(instance)

export interface FetchedFrame {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly transferSyntax: string
}

const failureOf = ({ status, headers }: Response): ImageFailure => {
  if (status === 403) return new ImageFailure('denied', status)
  if (status === 404 || status === 410) return new ImageFailure('missing', status)
  if (status === 406 || status === 415 || status === 422) return new ImageFailure('undecodable', status)
  // Our server says so of what is in the archive, and gives a reason; one before it that is too busy does not.
  if (status === 503 && headers.has('X-Error-Reason')) return new ImageFailure('archived', status)
  return new ImageFailure('unreachable', status)
}

/** The pixels of a frame as they are stored, or as plain little endian pixels (WADO-RS, PS3.18 §10.4.1.1.6). */
export async function fetchFrame(
  frame: Frame,
  plain: boolean,
  urgent: boolean,
  signal: AbortSignal,
): Promise<FetchedFrame> {
  const syntax = plain ? EXPLICIT_LITTLE_ENDIAN : '*'
  const url = frame.imageId.slice('wadors:'.length)
  const response = await fetchSigned(url, {
    signal,
    priority: urgent ? 'high' : 'low',
    headers: { Accept: `multipart/related; type="application/octet-stream"; transfer-syntax=${syntax}` },
  }).catch((cause: unknown) => {
    throw cause instanceof ConnectionError ? new ImageFailure('unreachable', undefined, { cause }) : cause
  })
  if (!response.ok) throw failureOf(response)
  const body = new Uint8Array(await response.arrayBuffer())
  const { contentType, bytes } = firstPart(response.headers.get('Content-Type') ?? '', body)
  const stored = frame.instance.transferSyntax ?? IMPLICIT_LITTLE_ENDIAN
  return {
    bytes,
    transferSyntax: parameterOf(contentType, 'transfer-syntax') ?? (plain ? EXPLICIT_LITTLE_ENDIAN : stored),
  }
}
