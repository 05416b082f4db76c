import { expandedPalette } from '#contract/dicom/segmented_palette.ts'
import { type Palette, paletteToRgb, ybrFullToRgb, ybrPartialToRgb } from './colour.ts'
import type { DecodedFrame } from './decoded-frame.ts'
import type { JsonAttribute, JsonDataSet } from './json-model.ts'
import { greyOf, type LookupTable, type Presentation, type Window } from './voi.ts'

/** A picture of 8 bits a channel, one channel or three. */
export interface Picture {
  rows: number
  columns: number
  channels: 1 | 3
  bytes: Buffer
}

/** Shows a frame: grey through modality and VOI, colour as RGB. `window` takes the place of the frame's own. */
export function renderFrame(
  frame: DecodedFrame,
  presentation: Presentation,
  palette: Palette | undefined,
  window?: Window,
): Picture {
  const { rows, columns, samplesPerPixel, photometricInterpretation } = frame
  const shape = { rows, columns }
  if (samplesPerPixel >= 3) return { ...shape, channels: 3, bytes: colourOf(frame) }
  if (photometricInterpretation === 'PALETTE COLOR' && palette) {
    return { ...shape, channels: 3, bytes: paletteToRgb(valuesOf(frame), palette) }
  }
  return { ...shape, channels: 1, bytes: grey(frame, presentation, window) }
}

type Values =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

/** The stored values, bits above Bits Stored taken off and the sign extended. */
export function valuesOf(frame: DecodedFrame): Values {
  const { bytes, bitsAllocated, bitsStored, signed, float } = frame
  const count = frame.rows * frame.columns * frame.samplesPerPixel
  if (frame.packed) {
    const bits = new Uint8Array(count)
    for (let n = 0; n < count; n++) bits[n] = ((bytes[n >> 3] ?? 0) >> (n & 7)) & 1
    return bits
  }
  const size = bitsAllocated / 8
  // A view needs an aligned start.
  const aligned = bytes.byteOffset % size === 0 ? bytes : Buffer.from(new Uint8Array(bytes))
  const { buffer, byteOffset } = aligned
  if (float)
    return bitsAllocated === 64
      ? new Float64Array(buffer, byteOffset, count)
      : new Float32Array(buffer, byteOffset, count)
  if (bitsAllocated === 8)
    return signed ? new Int8Array(buffer, byteOffset, count) : new Uint8Array(buffer, byteOffset, count)
  if (bitsAllocated === 32)
    return signed ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count)
  if (bitsAllocated === 64) {
    return Float64Array.from({ length: count }, (_, n) =>
      Number(signed ? aligned.readBigInt64LE(n * 8) : aligned.readBigUInt64LE(n * 8)),
    )
  }
  const words = signed
    ? new Int16Array(buffer, byteOffset, count)
    : new Uint16Array(buffer, byteOffset, count)
  if (bitsStored === 16) return words
  const shift = 32 - bitsStored
  const clean = signed ? new Int16Array(count) : new Uint16Array(count)
  for (let n = 0; n < count; n++)
    clean[n] = signed ? ((words[n] ?? 0) << shift) >> shift : ((words[n] ?? 0) << shift) >>> shift
  return clean
}

type Shade = (value: number) => number

/** The way from a stored value to a level of 0 to 255. */
function levels(presentation: Presentation, asked: Window | undefined, range: () => [number, number]): Shade {
  const { slope, intercept, modalityTable, inverted } = presentation
  const modality: Shade = modalityTable
    ? (value) => entryOf(modalityTable, value)
    : (value) => value * slope + intercept
  const shade = shadeOf(presentation, asked, () => {
    const [least, most] = range()
    return [modality(least), modality(most)]
  })
  return (value) => {
    const shown = Math.max(0, Math.min(255, Math.round(shade(modality(value)))))
    return inverted ? 255 - shown : shown
  }
}

function grey(frame: DecodedFrame, presentation: Presentation, asked: Window | undefined): Buffer {
  if (!frame.float && !frame.packed && frame.bitsAllocated <= 16)
    return greyByTable(frame, presentation, asked)
  const values = valuesOf(frame)
  const output = Buffer.allocUnsafe(values.length)
  const level = levels(presentation, asked, () => extent(values))
  for (let n = 0; n < values.length; n++) output[n] = level(values[n] ?? 0)
  return output
}

/** Up to 16 bits there are fewer values than pixels: one table entry for each, and the table is kept for the series. */
function greyByTable(frame: DecodedFrame, presentation: Presentation, asked: Window | undefined): Buffer {
  const { bytes, bitsAllocated, bitsStored, signed } = frame
  const count = frame.rows * frame.columns
  const fixed =
    asked !== undefined || presentation.window !== undefined || presentation.voiTable !== undefined
  const key = fixed
    ? JSON.stringify([
        presentation.slope,
        presentation.intercept,
        presentation.inverted,
        asked ?? presentation.window,
        bitsStored,
        signed,
      ])
    : ''
  const cacheable = fixed && !presentation.modalityTable && !presentation.voiTable
  let table = cacheable ? tables.get(key) : undefined
  if (!table) {
    const level = levels(presentation, asked, () => extent(valuesOf(frame)))
    const shift = 32 - bitsStored
    table = new Uint8Array(2 ** bitsStored)
    for (let raw = 0; raw < table.length; raw++) table[raw] = level(signed ? (raw << shift) >> shift : raw)
    if (cacheable) {
      if (tables.size >= MOST_TABLES) tables.clear()
      tables.set(key, table)
    }
  }
  const mask = 2 ** bitsStored - 1
  const output = Buffer.allocUnsafe(count)
  const stored = bitsAllocated === 8 ? bytes : wordsOf(bytes, count)
  for (let n = 0; n < count; n++) output[n] = table[(stored[n] ?? 0) & mask] ?? 0
  return output
}

const MOST_TABLES = 16
const tables = new Map<string, Uint8Array>()

/** 16 bit words of a buffer, whether or not it starts at an even address. */
function wordsOf(bytes: Buffer, count: number): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : Buffer.from(new Uint8Array(bytes))
  return new Uint16Array(aligned.buffer, aligned.byteOffset, count)
}

function shadeOf(
  { window, voiTable }: Presentation,
  asked: Window | undefined,
  range: () => [number, number],
): Shade {
  const chosen = asked ?? (voiTable ? undefined : window)
  if (chosen) return (value: number) => greyOf(value, chosen)
  if (voiTable) {
    const scale = 255 / (2 ** voiTable.bits - 1)
    return (value: number) => entryOf(voiTable, value) * scale
  }
  // Nothing says how to show it: from the least to the greatest value there is.
  const [from, to] = range().sort((a, b) => a - b)
  const span = (to ?? 0) - (from ?? 0)
  return span > 0 ? (value: number) => ((value - (from ?? 0)) / span) * 255 : () => ((to ?? 0) > 0 ? 255 : 0)
}

const entryOf = ({ firstMapped, entries }: LookupTable, value: number): number =>
  entries[Math.max(0, Math.min(entries.length - 1, Math.round(value) - firstMapped))] ?? 0

function extent(values: Values): [number, number] {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (let n = 0; n < values.length; n++) {
    const value = values[n] ?? 0
    if (value < least) least = value
    if (value > most) most = value
  }
  return Number.isFinite(least) && Number.isFinite(most) ? [least, most] : [0, 0]
}

function colourOf(frame: DecodedFrame): Buffer {
  const { bitsAllocated, bitsStored, samplesPerPixel, photometricInterpretation } = frame
  const pixels = frame.rows * frame.columns
  let bytes = frame.bytes.subarray(0, pixels * samplesPerPixel * (bitsAllocated / 8))
  if (bitsAllocated > 8) {
    const values = valuesOf(frame)
    const scale = 255 / (2 ** bitsStored - 1)
    bytes = Buffer.from(Uint8Array.from(values, (value) => Math.round(value * scale)))
  }
  if (samplesPerPixel === 4) bytes = Buffer.from(bytes.filter((_, n) => n % 4 !== 3))
  if (photometricInterpretation.startsWith('YBR_PARTIAL')) return ybrPartialToRgb(bytes)
  return photometricInterpretation.startsWith('YBR') ? ybrFullToRgb(bytes) : bytes
}

const bytesOf = (attribute: JsonAttribute | undefined): Buffer | undefined =>
  attribute?.InlineBinary === undefined ? undefined : Buffer.from(attribute.InlineBinary, 'base64')

/** The palette of a data set, where it has one that stands inline. */
export function paletteOf(json: JsonDataSet): Palette | undefined {
  const descriptor = (json['00281101']?.Value ?? []).filter(
    (value): value is number => typeof value === 'number',
  )
  const [count = 0, firstMapped = 0, bits = 16] = descriptor
  const length = count === 0 ? 65_536 : count
  const segmented = (name: string): Buffer | undefined => {
    const bytes = bytesOf(json[name])
    if (!bytes) return undefined
    const entries = new Uint16Array(length)
    entries.set(expandedPalette(bytes, bits, length))
    return Buffer.from(entries.buffer)
  }
  const tables = [
    ['00281201', '00281221'],
    ['00281202', '00281222'],
    ['00281203', '00281223'],
  ].map(([plain = '', parts = '']) => bytesOf(json[plain]) ?? segmented(parts))
  const [red, green, blue] = tables
  if (!red || !green || !blue) return undefined
  const channel = (bytes: Buffer): Uint8Array => {
    if (bytes.length < length * 2) return Uint8Array.from(bytes.subarray(0, length))
    const words = Uint16Array.from({ length }, (_, n) => bytes.readUInt16LE(n * 2))
    // Eight bit colours in words stand in the low or in the high byte.
    const low = words.every((word) => word < 256)
    return Uint8Array.from(words, (word) => (low ? word : word >> 8))
  }
  return { firstMapped, red: channel(red), green: channel(green), blue: channel(blue) }
}
