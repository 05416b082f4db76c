import { fetchSigned } from '#web/api/fetch.ts'
import type { Frame } from '../stacks/frame.ts'
import { codecIsReady } from './codec.ts'
import { compressedPicture } from './compressedPicture.ts'
import { expectedTime } from './line.ts'
import type { Picture } from './picture.ts'
import { isPalette, plainSize } from './plainPicture.ts'
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
/** Bytes of the decoder and of its worker, which come with the first stream. */
const DECODER_BYTES = 160 * 1024
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
  const decoder = codecIsReady('openjph') ? 0 : DECODER_BYTES
  return expectedTime(plainSize(frame) * COMPRESSED) > PATIENCE + expectedTime(decoder)
}

const firstPart = (): number => {
  const perPart = (LEAST_PART * FIRST_MS) / Math.max(1, expectedTime(LEAST_PART))
  return Math.round(Math.min(LARGEST_PART, Math.max(LEAST_PART, perPart)))
}

/** Undefined where the stream cannot be read. */
const decoded = (frame: Frame, bytes: Uint8Array<ArrayBuffer>, urgent: boolean, part = false) =>
  compressedPicture(frame, 'openjph', bytes, { urgent, part }).catch(() => undefined)

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
  const urgent = onPart !== undefined
  const ask = (range: string | undefined) =>
    fetchSigned(url, {
      signal,
      priority: urgent ? 'high' : 'low',
      headers: { Accept: ACCEPT, ...(range === undefined ? {} : { Range: range }) },
    })
  const response = await ask(urgent ? `bytes=0-${size - 1}` : undefined)
  const missing = !response.ok || response.headers.get('Accept-Ranges') !== 'bytes'
  if (missing) unprepared.set(frame.instance.SeriesInstanceUID, Date.now() + ASK_AGAIN_MS)
  if (!response.ok) return undefined
  const first = new Uint8Array(await response.arrayBuffer())
  const total = Number(/\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? first.length)
  if (response.status !== 206 || total <= first.length) return decoded(frame, first, urgent)
  const rest = ask(`bytes=${first.length}-`)
  const whole = new Uint8Array(total)
  whole.set(first)
  const part = await decoded(frame, first, urgent, true)
  // While the rest is on its way.
  if (part && !signal.aborted) onPart?.(part)
  const answer = await rest
  if (answer.status !== 206) return undefined
  const bytes = new Uint8Array(await answer.arrayBuffer())
  if (first.length + bytes.length !== total) return undefined
  whole.set(bytes, first.length)
  return decoded(frame, whole, urgent)
}
