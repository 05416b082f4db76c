import type { Header } from './part10.ts'
import { describePixels, frameBits, type PixelDescription } from './pixel-description.ts'
import { DicomRefusal } from './refusal.ts'
import type { Compression } from './transfer-syntax.ts'
import { binaryNumber } from './values.ts'

/**
 * Where the frames of an object are, so that a frame is one ranged read.
 *
 * - `native`: frame n begins `n * frameBits` bits after `offset`
 * - `encapsulated`: frame n is what stands in the fragment items from `starts[n]` up to `starts[n + 1]`; an empty list
 *   when the frames cannot be told apart
 * - `inflated`: as native, but in the inflated data set, not in the file
 */
export interface FrameIndex {
  kind: 'native' | 'encapsulated' | 'inflated'
  pixels: PixelDescription
  /** Of the pixel data's value, in bytes. */
  offset: number
  length: number
  frameBits: number
  starts: number[]
  /** Frames that are there. */
  frames: number
}

/** Reads a part of the file: fewer bytes than asked for only at its end. */
export type ReadRange = (range: { start: number; end: number }) => Promise<Buffer> | Buffer

interface Fragment {
  /** Of the item tag. */
  start: number
  length: number
  first: Buffer
}

/** The frames of a file whose header is known. Nothing where there is no image. */
export async function indexFrames(
  header: Header,
  total: number,
  read: ReadRange,
): Promise<FrameIndex | undefined> {
  const pixels = describePixels(header)
  const { pixelData, transferSyntax } = header
  if (!pixels || !pixelData) return undefined
  const none = pixels.rows === 0 || pixels.columns === 0
  if (pixelData.undefinedLength) {
    const { table, fragments } = await walkFragments(pixelData.offset, total, read)
    const starts = none
      ? []
      : frameStarts(fragments, pixels.numberOfFrames, transferSyntax.compression, [
          extendedOffsets(header),
          table,
        ])
    const frames =
      transferSyntax.compression === 'video' ? pixels.numberOfFrames : Math.max(0, starts.length - 1)
    return {
      kind: 'encapsulated',
      pixels,
      offset: pixelData.offset,
      length: total - pixelData.offset,
      frameBits: 0,
      starts,
      frames,
    }
  }
  const bits = frameBits(pixels)
  const there = none || bits === 0 ? 0 : Math.floor((pixelData.length * 8) / bits)
  if (!none && !transferSyntax.encapsulated && there === 0 && pixelData.length > 0) {
    throw new DicomRefusal(
      'INVALID_PIXEL_DESCRIPTION',
      `The image cannot be: ${pixels.rows} rows of ${pixels.columns} pixels need ${Math.ceil(bits / 8)} bytes, the pixel data has ${pixelData.length}`,
    )
  }
  return {
    kind: transferSyntax.deflated ? 'inflated' : 'native',
    pixels,
    offset: pixelData.offset,
    length: pixelData.length,
    frameBits: bits,
    starts: [],
    // Declared compressed but without fragments: there is nothing that a decoder could be given.
    frames: transferSyntax.encapsulated ? 0 : Math.min(there, pixels.numberOfFrames),
  }
}

const ITEM = 0xfffee000
const SEQUENCE_END = 0xfffee0dd
const MAX_FRAGMENTS = 2_000_000

const tagAt = (bytes: Buffer, at: number): number =>
  bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2)

async function walkFragments(
  offset: number,
  total: number,
  read: ReadRange,
): Promise<{ table: number[]; fragments: Fragment[] }> {
  const fragments: Fragment[] = []
  let table: number[] = []
  let at = offset
  let firstItem = true
  for (;;) {
    // Without its end nobody can tell whether a fragment is missing.
    if (at >= total) throw new DicomRefusal('TRUNCATED', 'The file is cut short: the pixel data has no end')
    const head = await read({ start: at, end: Math.min(total, at + 20) })
    if (head.length < 8) {
      throw new DicomRefusal('TRUNCATED', 'The file is cut short: it ends inside a fragment header')
    }
    const mark = tagAt(head, 0)
    const length = head.readUInt32LE(4)
    if (mark === SEQUENCE_END) break
    if (mark !== ITEM)
      throw new DicomRefusal(
        'MALFORMED',
        'The pixel data cannot be read: a fragment does not begin with an item',
      )
    if (at + 8 + length > total) {
      throw new DicomRefusal(
        'TRUNCATED',
        `The file is cut short: a fragment declares ${length} bytes and ${total - at - 8} are left`,
      )
    }
    if (firstItem) table = offsets(await read({ start: at + 8, end: at + 8 + length }))
    else fragments.push({ start: at, length, first: head.subarray(8, 8 + Math.min(12, length)) })
    if (fragments.length > MAX_FRAGMENTS)
      throw new DicomRefusal('TOO_LARGE', `More than ${MAX_FRAGMENTS} fragments`)
    firstItem = false
    at += 8 + length
  }
  return { table, fragments }
}

function offsets(bytes: Buffer): number[] {
  const list: number[] = []
  for (let at = 0; at + 4 <= bytes.length; at += 4) list.push(bytes.readUInt32LE(at))
  return list
}

/** The Extended Offset Table (PS3.3 §C.7.6.3.1.8), offsets as the basic one has them. */
function extendedOffsets(header: Header): number[] {
  const element = header.dataSet.get(0x7fe00001)
  if (!element) return []
  const list: number[] = []
  for (let at = 0; at + 8 <= element.length; at += 8) {
    list.push(binaryNumber(header.bytes, element.offset + at, 'OV', header.encoding.bigEndian))
  }
  return list
}

/** Boundaries of the frames: from an offset table that fits, else from the fragments themselves. */
function frameStarts(
  fragments: Fragment[],
  frames: number,
  compression: Compression,
  tables: number[][],
): number[] {
  const [first] = fragments
  const last = fragments.at(-1)
  if (!first || !last) return []
  const end = last.start + 8 + last.length
  if (frames === 1 || compression === 'video') return [first.start, end]
  const known = new Set(fragments.map(({ start }) => start))
  for (const table of tables) {
    const starts = table.map((offset) => first.start + offset)
    const rising = starts.every((start, n) => known.has(start) && (n === 0 || start > (starts[n - 1] ?? 0)))
    if (starts.length === frames && rising) return [...starts, end]
  }
  if (fragments.length === frames) return [...fragments.map(({ start }) => start), end]
  const beginnings = fragments
    .filter(({ first: bytes }) => beginsImage(bytes, compression))
    .map(({ start }) => start)
  if (beginnings.length >= 1 && beginnings.length <= frames && beginnings[0] === first.start)
    return [...beginnings, end]
  if (fragments.length < frames && !BEGINNINGS[compression])
    return [...fragments.map(({ start }) => start), end]
  return []
}

const BEGINNINGS: Partial<Record<Compression, string[]>> = {
  jpeg: ['ffd8'],
  'jpeg-lossless': ['ffd8'],
  'jpeg-ls': ['ffd8'],
  'jpeg-2000': ['ff4fff51', '0000000c6a502020'],
  htj2k: ['ff4fff51', '0000000c6a502020'],
  'jpeg-xl': ['ff0a', '0000000c4a584c20'],
}

function beginsImage(bytes: Buffer, compression: Compression): boolean {
  const hex = bytes.toString('hex')
  return (BEGINNINGS[compression] ?? []).some((prefix) => hex.startsWith(prefix))
}

/** Where frame `n` (from 0) stands in the file, or in the inflated data set. */
export function frameRange(index: FrameIndex, n: number): { start: number; end: number } {
  if (n < 0 || n >= index.frames) {
    throw new DicomRefusal('NO_SUCH_FRAME', `There is no frame ${n + 1}: the image has ${index.frames}`)
  }
  if (index.kind === 'encapsulated') {
    const start = index.starts[n]
    const end = index.starts[n + 1]
    if (start === undefined || end === undefined)
      throw new DicomRefusal('NO_SUCH_FRAME', 'The frames of this image cannot be told apart')
    return { start, end }
  }
  const from = n * index.frameBits
  return {
    start: index.offset + Math.floor(from / 8),
    end: index.offset + Math.ceil((from + index.frameBits) / 8),
  }
}

/** One frame's bytes out of what stands in its range: item headers taken out, bits moved to a byte boundary. */
export function frameOfRange(index: FrameIndex, n: number, bytes: Buffer): Buffer {
  if (index.kind === 'encapsulated') return joinFragments(bytes)
  const shift = (n * index.frameBits) % 8
  return shift === 0 ? bytes : shiftBits(bytes, shift, index.frameBits)
}

function joinFragments(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at + 8 <= bytes.length; ) {
    if (tagAt(bytes, at) !== ITEM) break
    const length = bytes.readUInt32LE(at + 4)
    parts.push(bytes.subarray(at + 8, Math.min(bytes.length, at + 8 + length)))
    at += 8 + length
  }
  const [only] = parts
  return parts.length === 1 && only ? only : Buffer.concat(parts)
}

/** Single bit pixels are packed from the low bit on, across frames (PS3.5 §8.1.1). */
function shiftBits(bytes: Buffer, shift: number, bits: number): Buffer {
  const moved = Buffer.alloc(Math.ceil(bits / 8))
  for (let at = 0; at < moved.length; at++) {
    moved[at] = ((bytes[at] ?? 0) >> shift) | ((bytes[at + 1] ?? 0) << (8 - shift))
  }
  return moved
}
