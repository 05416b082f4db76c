import { fetchSigned } from '#web/api/fetch.ts'
import type { Frame } from '../stacks/frame.ts'
import { DECODER_BYTES, decodeHtj2k, htj2kIsReady } from './htj2k.ts'
import { expectedTime } from './line.ts'
import type { Picture } from './picture.ts'
import { isPalette, plainPicture, plainSize } from './plainPicture.ts'
import { pixelFormOf } from './plainPixels.ts'

/**
 * Pictures that become sharper while they come: the server keeps frames as HTJ2K with the smallest resolution first
 * (PS3.5 A.4.9), and any beginning of one is a picture of the whole.
 */

const ACCEPT = 'image/jphc; transfer-syntax=1.2.840.10008.1.2.4.202'

/** Stored forms that have lost something already: they are smaller than a copy that has not. */
const LOSSY = new Set(
  ['50', '51', '53', '55', '81', '91', '93', '203'].map((end) => `1.2.840.10008.1.2.4.${end}`),
)

/** Milliseconds that a picture may take before a part of it is worth showing. */
const PATIENCE = 250
/** Milliseconds of the line that the first part takes, and its bounds in bytes. */
const FIRST_MS = 120
const [LEAST_PART, LARGEST_PART] = [32 * 1024, 512 * 1024]
/** What lossless compression leaves of a picture, about. */
const COMPRESSED = 0.5

/** Series whose copies are not made yet, or never will be, by when to ask again. */
const unprepared = new Map<string, number>()
const ASK_AGAIN_MS = 60_000

/** Whether the line is so slow, and the picture so large, that it had better come in parts. */
export function isBetterInParts(frame: Frame): boolean {
  const { instance } = frame
  const { samples, bitsAllocated, photometric, float } = pixelFormOf(frame)
  if (float || (bitsAllocated !== 8 && bitsAllocated !== 16) || isPalette(frame)) return false
  if (samples !== 1 && photometric !== 'RGB') return false
  if (instance.transferSyntax !== undefined && LOSSY.has(instance.transferSyntax)) return false
  if ((unprepared.get(instance.SeriesInstanceUID) ?? 0) > Date.now()) return false
  const decoder = htj2kIsReady() ? 0 : DECODER_BYTES
  return expectedTime(plainSize(frame) * COMPRESSED) > PATIENCE + expectedTime(decoder)
}

const firstPart = (): number => {
  const perPart = (LEAST_PART * FIRST_MS) / Math.max(1, expectedTime(LEAST_PART))
  return Math.round(Math.min(LARGEST_PART, Math.max(LEAST_PART, perPart)))
}

async function decoded(frame: Frame, bytes: Uint8Array<ArrayBuffer>): Promise<Picture | undefined> {
  const { bitsStored, signed } = pixelFormOf(frame)
  const most = 2 ** (signed ? bitsStored - 1 : bitsStored) - 1
  const plain = await decodeHtj2k(bytes, signed ? -most - 1 : 0, most)
  return plain && plainPicture(frame, plain)
}

/**
 * The picture of a frame from its copy on the server. With `onPart` it comes in two parts, and what the first one shows
 * is handed over. Undefined where the server has no copy: the frame is then asked for as ever.
 */
export async function loadInParts(
  frame: Frame,
  signal: AbortSignal,
  onPart?: (picture: Picture) => void,
): Promise<Picture | undefined> {
  const url = frame.imageId.slice('wadors:'.length)
  const size = firstPart()
  const ask = (range: string | undefined) =>
    fetchSigned(url, {
      signal,
      priority: onPart ? 'high' : 'low',
      headers: { Accept: ACCEPT, ...(range === undefined ? {} : { Range: range }) },
    })
  const response = await ask(onPart && `bytes=0-${size - 1}`)
  const missing = !response.ok || response.headers.get('Accept-Ranges') !== 'bytes'
  if (missing) unprepared.set(frame.instance.SeriesInstanceUID, Date.now() + ASK_AGAIN_MS)
  if (!response.ok) return undefined
  const first = new Uint8Array(await response.arrayBuffer())
  const total = Number(/\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? first.length)
  if (response.status !== 206 || total <= first.length) return decoded(frame, first)
  const rest = ask(`bytes=${first.length}-`)
  const whole = new Uint8Array(total)
  whole.set(first)
  const part = await decoded(frame, first)
  // While the rest is on its way.
  if (part && !signal.aborted) onPart?.(part)
  const answer = await rest
  if (answer.status !== 206) return undefined
  const bytes = new Uint8Array(await answer.arrayBuffer())
  if (first.length + bytes.length !== total) return undefined
  whole.set(bytes, first.length)
  return decoded(frame, whole)
}
