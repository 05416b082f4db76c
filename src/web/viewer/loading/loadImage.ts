import { cache, Enums, imageLoader, type Types } from '@cornerstonejs/core'
import { whenSignedInAgain } from '#web/api/session.ts'
import type { Frame } from '../stacks/frame.ts'
import { ensurePalette } from './palette.ts'
import { askForPlainPixels, needsPlainPixels } from './requests.ts'

/** Why a picture is not there, as far as the reader can do something about it. */
export type FailureReason = 'missing' | 'denied' | 'unreachable' | 'undecodable' | 'cancelled'

export class ImageFailure extends Error {
  readonly reason: FailureReason
  readonly http: number | undefined

  constructor(reason: FailureReason, http?: number, options?: ErrorOptions) {
    super(`image ${reason}`, options)
    this.name = 'ImageFailure'
    this.reason = reason
    this.http = http
  }
}

type Urgency = 'now' | 'later'

const options = (frame: Frame, urgency: Urgency) => ({
  // The form that the stack viewport itself asks for: another one would be cached in vain.
  useRGBA: false,
  transferSyntaxUID: frame.instance.transferSyntax,
  priority: urgency === 'now' ? -5 : 5,
  requestType: urgency === 'now' ? Enums.RequestType.Interaction : Enums.RequestType.Prefetch,
  additionalDetails: { imageId: frame.imageId },
})

const statusOf = (error: unknown): number | undefined => {
  const inner = typeof error === 'object' && error !== null && 'error' in error ? error.error : error
  if (inner instanceof XMLHttpRequest) return inner.status
  return typeof inner === 'object' && inner !== null && 'status' in inner && typeof inner.status === 'number'
    ? inner.status
    : undefined
}

function failureOf(error: unknown): ImageFailure {
  const status = statusOf(error)
  const cause = { cause: error }
  if (status === undefined) return new ImageFailure('undecodable', undefined, cause)
  if (status === 0) return new ImageFailure('unreachable', undefined, cause)
  if (status === 401 || status === 403) return new ImageFailure('denied', status, cause)
  if (status === 404 || status === 410) return new ImageFailure('missing', status, cause)
  if (status === 406 || status === 415) return new ImageFailure('undecodable', status, cause)
  return new ImageFailure('unreachable', status, cause)
}

/**
 * The decoded picture of a frame, from the cache or the server. A form that the browser cannot decode is asked for
 * again as plain pixels; an ended session waits for the reader to sign in. Rejects with ImageFailure.
 */
export async function loadImage(frame: Frame, urgency: Urgency, signal?: AbortSignal): Promise<Types.IImage> {
  if (needsPlainPixels(frame.instance.transferSyntax)) askForPlainPixels(frame.imageId)
  for (;;) {
    try {
      await ensurePalette(frame.instance, signal)
      return await imageLoader.loadAndCacheImage(frame.imageId, options(frame, urgency))
    } catch (error) {
      if (signal?.aborted) throw new ImageFailure('cancelled')
      const failure = failureOf(error)
      if (failure.http === 401) await whenSignedInAgain(signal)
      else if (failure.reason !== 'undecodable' || !askForPlainPixels(frame.imageId)) throw failure
    }
  }
}

export const isLoaded = (frame: Frame): boolean => cache.isLoaded(frame.imageId)

export const cachedImage = (frame: Frame): Types.IImage | undefined => cache.getImage(frame.imageId)
