import { tag } from './dictionary.ts'
import type { Header } from './part10.ts'
import { DicomRefusal } from './refusal.ts'
import { firstNumber, firstText, headerSource } from './values.ts'

/** The Image Pixel module (PS3.3 §C.7.6.3), as far as decoding needs it. */
export interface PixelDescription {
  rows: number
  columns: number
  samplesPerPixel: number
  photometricInterpretation: string
  /** 0 by pixel, 1 by plane. */
  planarConfiguration: 0 | 1
  bitsAllocated: number
  bitsStored: number
  highBit: number
  signed: boolean
  /** Float Pixel Data or Double Float Pixel Data. */
  float: boolean
  /** Declared; 1 when absent. */
  numberOfFrames: number
}

const ROWS = tag('Rows')
const COLUMNS = tag('Columns')
const SAMPLES_PER_PIXEL = tag('SamplesPerPixel')
const PHOTOMETRIC_INTERPRETATION = tag('PhotometricInterpretation')
const PLANAR_CONFIGURATION = tag('PlanarConfiguration')
const BITS_ALLOCATED = tag('BitsAllocated')
const BITS_STORED = tag('BitsStored')
const HIGH_BIT = tag('HighBit')
const PIXEL_REPRESENTATION = tag('PixelRepresentation')
const NUMBER_OF_FRAMES = tag('NumberOfFrames')
const PIXEL_DATA = tag('PixelData')

const invalid = (detail: string) =>
  new DicomRefusal('INVALID_PIXEL_DESCRIPTION', `The image cannot be: ${detail}`)

/** The description of the pixels; nothing where there are none. Refuses what contradicts itself. */
export function describePixels(header: Header): PixelDescription | undefined {
  const { dataSet, pixelData } = header
  if (!pixelData) return undefined
  const source = headerSource(header)
  for (const binary of [ROWS, COLUMNS, BITS_ALLOCATED, BITS_STORED, HIGH_BIT]) {
    const vr = dataSet.get(binary)?.vr
    if (vr !== undefined && vr !== 'US')
      throw invalid(`${KEYWORDS.get(binary)} has the value representation ${vr}, not US`)
  }
  const number = (element: number): number | undefined => firstNumber(dataSet, element, source)
  const rows = number(ROWS)
  const columns = number(COLUMNS)
  if (rows === undefined || columns === undefined) {
    throw invalid(`there is pixel data but no ${rows === undefined ? 'Rows' : 'Columns'}`)
  }
  const float = pixelData.tag !== PIXEL_DATA
  const bitsAllocated = float ? (pixelData.tag === 0x7fe00009 ? 64 : 32) : (number(BITS_ALLOCATED) ?? 0)
  const bitsStored = number(BITS_STORED) ?? bitsAllocated
  const highBit = number(HIGH_BIT) ?? bitsStored - 1
  if (![1, 8, 16, 32, 64].includes(bitsAllocated)) throw invalid(`BitsAllocated is ${bitsAllocated}`)
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit < bitsStored - 1) {
    throw invalid(`BitsStored ${bitsStored} and HighBit ${highBit} with BitsAllocated ${bitsAllocated}`)
  }
  const samplesPerPixel = number(SAMPLES_PER_PIXEL) ?? 1
  if (samplesPerPixel < 1 || samplesPerPixel > 4) throw invalid(`SamplesPerPixel is ${samplesPerPixel}`)
  return {
    rows,
    columns,
    samplesPerPixel,
    photometricInterpretation:
      firstText(dataSet, PHOTOMETRIC_INTERPRETATION, source) ||
      (samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2'),
    planarConfiguration: number(PLANAR_CONFIGURATION) === 1 ? 1 : 0,
    bitsAllocated,
    bitsStored,
    highBit,
    signed: number(PIXEL_REPRESENTATION) === 1,
    float,
    numberOfFrames: declaredFrames(firstText(dataSet, NUMBER_OF_FRAMES, source)),
  }
}

const KEYWORDS = new Map([
  [ROWS, 'Rows'],
  [COLUMNS, 'Columns'],
  [BITS_ALLOCATED, 'BitsAllocated'],
  [BITS_STORED, 'BitsStored'],
  [HIGH_BIT, 'HighBit'],
])

function declaredFrames(text: string): number {
  if (text === '') return 1
  const frames = Number(text)
  if (!Number.isInteger(frames) || frames < 0 || frames > 1_000_000) {
    throw invalid(`NumberOfFrames is ${JSON.stringify(text.slice(0, 16))}`)
  }
  return Math.max(1, frames)
}

/** Bits of one uncompressed frame; YBR_FULL_422 keeps two chroma samples for two pixels (PS3.3 §C.7.6.3.1.2). */
export function frameBits(pixels: PixelDescription): number {
  const { rows, columns, samplesPerPixel, bitsAllocated, photometricInterpretation } = pixels
  const samples =
    photometricInterpretation === 'YBR_FULL_422' || photometricInterpretation === 'YBR_PARTIAL_422'
      ? 2
      : samplesPerPixel
  return rows * columns * samples * bitsAllocated
}
