import { sql } from 'kysely'
import { preparedRows } from '../db/image-query.ts'
import { frameBits } from '../dicom/pixel-description.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { isLossless, transferSyntax } from '../dicom/transfer-syntax.ts'
import type { Services } from '../services.ts'
import { canEncode } from './encoders.ts'
import { encodedFrame, type FrameSource } from './frames.ts'

/** HTJ2K with RPCL progression: whatever has come of it is a picture of the whole, and the rest makes it sharper. */
export const PROGRESSIVE = '1.2.840.10008.1.2.4.202'

/** Bytes of a frame that is not compressed; smaller ones are there at once on any line. */
const WORTHWHILE = 128 * 1024

/** A part of an object: one frame's code stream. */
export interface ProgressiveFrame {
  hash: string
  start: number
  end: number
}

function isWorthwhile({ transfer_syntax_uid, frame_index, frames }: FrameSource): boolean {
  const stored = transferSyntax(transfer_syntax_uid)
  // What has lost something already is smaller than any lossless copy of it.
  if (!stored || !frame_index || frames === 0 || !isLossless(stored)) return false
  return (
    transfer_syntax_uid !== PROGRESSIVE &&
    frameBits(frame_index.pixels) / 8 >= WORTHWHILE &&
    canEncode(PROGRESSIVE, frame_index.pixels, stored.compression)
  )
}

/** Makes the copy of a file's frames, once; the file itself is left alone. Harmless when it is there. */
export async function makeProgressive(services: Services, source: FrameSource): Promise<void> {
  const { db, objects } = services
  const offsets = [0]
  async function* streams() {
    for (let n = 0; n < source.frames; n++) {
      const { bytes } = await encodedFrame(services, source, n, PROGRESSIVE)
      offsets.push((offsets.at(-1) ?? 0) + bytes.length)
      yield bytes
    }
  }
  let hash: string | undefined
  if (isWorthwhile(source)) {
    try {
      hash = (await objects.put(streams())).hash
    } catch (error) {
      // A frame that cannot be read is told of where it is asked for.
      if (!(error instanceof DicomRefusal)) throw error
    }
  }
  await db
    .insertInto('progressive_object')
    .values({
      source: Buffer.from(source.hash, 'hex'),
      hash: hash === undefined ? null : Buffer.from(hash, 'hex'),
      offsets: hash === undefined ? [] : offsets,
    })
    .onConflict((conflict) => conflict.column('source').doNothing())
    .execute()
}

/** Frame `n` (from 0) of the copy of a file; undefined where there is none. */
export async function progressiveFrame(
  services: Pick<Services, 'db' | 'pool'>,
  source: Pick<FrameSource, 'hash'>,
  n: number,
): Promise<ProgressiveFrame | undefined> {
  const [row] = await preparedRows(
    services,
    sql<{ hash: string; begin: number | null; end: number | null }>`
      select encode(hash, 'hex') as hash, offsets[${n + 1}::integer]::float8 as begin, offsets[${n + 2}::integer]::float8 as "end"
      from progressive_object where source = decode(${source.hash}, 'hex') and hash is not null`,
  )
  if (!row || row.begin === null || row.end === null) return undefined
  return { hash: row.hash, start: row.begin, end: row.end }
}
