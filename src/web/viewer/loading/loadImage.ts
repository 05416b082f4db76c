import { cache, type Types } from '@cornerstonejs/core'
import loaderModule from '@cornerstonejs/dicom-image-loader'
import { SessionEndedError } from '#web/api/refusal.ts'
import { textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Frame } from '../stacks/frame.ts'
import { ImageFailure } from './failure.ts'
import { fetchFrame, needsPlainPixels } from './fetchFrame.ts'
import { finished, plainImage } from './makeImage.ts'
import { ensurePalette } from './palette.ts'

type Urgency = 'now' | 'later'
type Decoded = Awaited<ReturnType<typeof loaderModule.createImage>>

const isPicture = (decoded: Decoded): decoded is Extract<Decoded, Types.IImage> => 'getPixelData' in decoded

/** Indices into a palette become colours in the decoder, in whatever form they come. */
const isPalette = ({ instance }: Frame): boolean =>
  textOf(instance.dataset, Tag.PhotometricInterpretation) === 'PALETTE COLOR'

/** In the form that the stack viewport itself asks for: another one would be cached in vain. */
const decode = async (
  frame: Frame,
  plain: boolean,
  urgent: boolean,
  signal: AbortSignal,
): Promise<Types.IImage> => {
  const { bytes, transferSyntax } = await fetchFrame(frame, plain, urgent, signal)
  if (plain && !isPalette(frame)) return plainImage(frame, bytes)
  const decoded = await loaderModule.createImage(frame.imageId, bytes, transferSyntax, { useRGBA: false })
  if (!isPicture(decoded)) throw new ImageFailure('undecodable')
  return finished(frame, decoded)
}

async function bring(frame: Frame, urgent: boolean, signal: AbortSignal): Promise<Types.IImage> {
  const plain = needsPlainPixels(frame)
  try {
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
  readonly promise: Promise<Types.IImage>
  readonly abort: AbortController
  waiting: number
}

const running = new Map<string, Running>()

function begin(frame: Frame, urgent: boolean): Running {
  const abort = new AbortController()
  const promise = bring(frame, urgent, abort.signal)
    .then((image) => {
      if (!cache.isLoaded(frame.imageId)) cache.putImageSync(frame.imageId, image)
      return image
    })
    .finally(() => running.delete(frame.imageId))
  const begun = { promise, abort, waiting: 0 }
  running.set(frame.imageId, begun)
  return begun
}

/**
 * The decoded picture of a frame, from the cache or the server. A form that the browser cannot decode is asked for
 * again as plain pixels; an ended session waits for the reader to sign in. Rejects with ImageFailure.
 */
export async function loadImage(frame: Frame, urgency: Urgency, signal: AbortSignal): Promise<Types.IImage> {
  const cached = cache.getImage(frame.imageId)
  if (cached) return cached
  const request = running.get(frame.imageId) ?? begin(frame, urgency === 'now')
  request.waiting++
  const leave = () => {
    if (--request.waiting === 0) request.abort.abort()
  }
  signal.addEventListener('abort', leave, { once: true })
  try {
    return await request.promise
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

export const isLoaded = (frame: Frame): boolean => cache.isLoaded(frame.imageId)

export const cachedImage = (frame: Frame): Types.IImage | undefined => cache.getImage(frame.imageId)
