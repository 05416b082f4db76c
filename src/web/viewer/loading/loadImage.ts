import { SessionEndedError } from '#web/api/refusal.ts'
import type { Frame } from '../stacks/frame.ts'
import { prepareCodec } from './codec.ts'
import { codecFor, compressedPicture, isDecodable } from './compressedPicture.ts'
import { decoder } from './decoder.ts'
import { ImageFailure } from './failure.ts'
import { fetchFrame, needsPlainPixels } from './fetchFrame.ts'
import { ensurePalette } from './palette.ts'
import type { Picture } from './picture.ts'
import { pictureCache } from './pictureCache.ts'
import { isNative, isPalette, isPlain, plainPicture, plainSize } from './plainPicture.ts'
import { isBetterInParts, loadInParts } from './progressive.ts'

type Urgency = 'now' | 'later'

/** Bytes. Up to this the server has decoded a picture, and sent it, before its codec would be here and at work. */
const SMALL = 1024 * 1024

/** While its decoder is not here yet, the server decodes a picture that a reader waits for. */
const isSoonerPlain = (frame: Frame, urgent: boolean): boolean =>
  urgent && !isDecodable(frame) && !isPalette(frame) && !frame.instance.colour && plainSize(frame) <= SMALL

const decode = async (
  frame: Frame,
  plain: boolean,
  urgent: boolean,
  signal: AbortSignal,
): Promise<Picture> => {
  const expected = plain ? undefined : codecFor(frame, frame.instance.transferSyntax ?? '')
  if (expected) prepareCodec(expected)
  const { bytes, transferSyntax } = await fetchFrame(frame, plain, urgent, signal)
  const native = plain ? isNative(transferSyntax) : isPlain(frame, transferSyntax)
  if (native && !isPalette(frame)) return plainPicture(frame, bytes)
  const codec = codecFor(frame, transferSyntax)
  if (codec) return compressedPicture(frame, codec, bytes, { urgent })
  const decodePicture = await decoder()
  return await decodePicture(frame, bytes, transferSyntax)
}

async function bring(
  frame: Frame,
  urgent: boolean,
  signal: AbortSignal,
  onPart: (picture: Picture) => void,
): Promise<Picture> {
  const unusual = needsPlainPixels(frame)
  const plain = unusual || isSoonerPlain(frame, urgent)
  try {
    if (!unusual && isBetterInParts(frame)) {
      const picture = await loadInParts(frame, signal, urgent ? onPart : undefined)
      if (picture) return picture
    }
    await ensurePalette(frame.instance, signal)
    return await decode(frame, plain, urgent, signal)
  } catch (error) {
    if (signal.aborted) throw new ImageFailure('cancelled')
    if (error instanceof SessionEndedError) throw new ImageFailure('denied', 401)
    if (error instanceof ImageFailure && error.reason !== 'undecodable') throw error
    if (plain) throw new ImageFailure('undecodable', undefined, { cause: error })
  }
  // What the browser's decoders cannot read, the server may.
  try {
    return await decode(frame, true, urgent, signal)
  } catch (error) {
    if (signal.aborted) throw new ImageFailure('cancelled')
    throw error instanceof ImageFailure ? error : new ImageFailure('undecodable', undefined, { cause: error })
  }
}

/** A request that several may wait for; it is called off when the last of them leaves. */
interface Running {
  readonly promise: Promise<Picture>
  readonly abort: AbortController
  /** Who wants to see what has come so far. */
  readonly parts: Set<(picture: Picture) => void>
  waiting: number
}

const running = new Map<string, Running>()

function begin(frame: Frame, urgent: boolean): Running {
  const abort = new AbortController()
  const parts = new Set<(picture: Picture) => void>()
  const onPart = (picture: Picture) => {
    for (const show of parts) show(picture)
  }
  const promise = bring(frame, urgent, abort.signal, onPart)
    .then((picture) => {
      pictureCache().put(picture)
      return picture
    })
    .finally(() => running.delete(frame.imageId))
  const begun = { promise, abort, parts, waiting: 0 }
  running.set(frame.imageId, begun)
  return begun
}

/**
 * The decoded picture of a frame, from the cache or the server. A form that the browser cannot decode is asked for
 * again as plain pixels; an ended session waits for the reader to sign in. `onPart` is shown a picture that is not
 * final, over a slow line. Rejects with ImageFailure.
 */
export async function loadImage(
  frame: Frame,
  urgency: Urgency,
  signal: AbortSignal,
  onPart?: (picture: Picture) => void,
): Promise<Picture> {
  const cached = pictureCache().get(frame.imageId)
  if (cached) return cached
  const request = running.get(frame.imageId) ?? begin(frame, urgency === 'now')
  request.waiting++
  if (onPart) request.parts.add(onPart)
  const leave = () => {
    if (--request.waiting === 0) request.abort.abort()
  }
  signal.addEventListener('abort', leave, { once: true })
  try {
    return await request.promise
  } finally {
    signal.removeEventListener('abort', leave)
    if (onPart) request.parts.delete(onPart)
  }
}

export const isLoaded = (frame: Frame): boolean => pictureCache().has(frame.imageId)

export const cachedPicture = (frame: Frame): Picture | undefined => pictureCache().get(frame.imageId)
