import { DicomRefusal } from '../dicom/refusal.ts'
import type { StagedObject } from '../objects/store.ts'

/** What the film of an MP4 file measures (ISO/IEC 14496-12). */
export interface Film {
  rows: number
  columns: number
  frames: number
  /** Milliseconds. */
  frameTime: number | undefined
}

const MOST_BOXES = 4096
const MOST_MOVIE = 64 * 1024 * 1024

interface Box {
  type: string
  body: Buffer
}

function boxesOf(bytes: Buffer): Box[] {
  const boxes: Box[] = []
  for (let at = 0; at + 8 <= bytes.length && boxes.length < MOST_BOXES; ) {
    const short = bytes.readUInt32BE(at)
    const large = short === 1 && at + 16 <= bytes.length
    const size = large ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? bytes.length - at : short
    const head = large ? 16 : 8
    if (size < head || at + size > bytes.length) break
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + head, at + size) })
    at += size
  }
  return boxes
}

const inside = (box: Box | undefined, ...path: string[]): Box | undefined =>
  path.reduce<Box | undefined>((at, type) => at && boxesOf(at.body).find((one) => one.type === type), box)

/** The `moov` box, wherever it stands; nothing for what is no MP4. */
async function movieOf({ size, read }: StagedObject): Promise<Box | undefined> {
  let at = 0
  for (let n = 0; n < MOST_BOXES && at + 8 <= size; n++) {
    const head = await read({ start: at, end: Math.min(size, at + 16) })
    const type = head.toString('latin1', 4, 8)
    if (n === 0 && type !== 'ftyp') return undefined
    const short = head.readUInt32BE(0)
    const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? size - at : short
    if (length < 8 || at + length > size) return undefined
    if (type === 'moov') {
      if (length > MOST_MOVIE) return undefined
      const skip = short === 1 ? 16 : 8
      return { type, body: await read({ start: at + skip, end: at + length }) }
    }
    at += length
  }
  return undefined
}

/** The film track of an MP4 file. Refuses a file that is none, and one whose film is not H.264 (PS3.5 §8.2.5). */
export async function readMp4(object: StagedObject): Promise<Film> {
  const movie = await movieOf(object)
  const tracks = movie ? boxesOf(movie.body).filter(({ type }) => type === 'trak') : []
  for (const track of tracks) {
    const entry = inside(track, 'mdia', 'minf', 'stbl', 'stsd')?.body
    const codec = entry?.toString('latin1', 12, 16)
    const sizes = inside(track, 'mdia', 'minf', 'stbl', 'stsz')?.body
    const header = inside(track, 'mdia', 'mdhd')?.body
    if (!entry || !sizes || !header || !(codec === 'avc1' || codec === 'avc3') || entry.length < 44) continue
    const frames = sizes.readUInt32BE(8)
    const wide = header[0] === 1
    const timescale = header.readUInt32BE(wide ? 20 : 12)
    const duration = wide ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16)
    const [columns, rows] = [entry.readUInt16BE(40), entry.readUInt16BE(42)]
    if (frames < 1 || rows < 1 || columns < 1) continue
    const known = timescale > 0 && duration > 0
    return {
      rows,
      columns,
      frames,
      frameTime: known ? Number(((duration / timescale / frames) * 1000).toFixed(3)) : undefined,
    }
  }
  throw new DicomRefusal('UNDECODABLE', 'The file holds no film in H.264')
}
