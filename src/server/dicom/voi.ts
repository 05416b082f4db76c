import type { JsonAttribute, JsonDataSet } from './json-model.ts'

export type VoiFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID'

export interface Window {
  center: number
  width: number
  function: VoiFunction
}

/** A look-up table over modality values (PS3.3 §C.11.1.1, §C.11.2.1.1). */
export interface LookupTable {
  firstMapped: number
  entries: Uint16Array
  /** Bits of an entry. */
  bits: number
}

/** How the stored values of a frame become what is shown. */
export interface Presentation {
  slope: number
  intercept: number
  modalityTable: LookupTable | undefined
  window: Window | undefined
  voiTable: LookupTable | undefined
  /** MONOCHROME1, or an inverse presentation LUT shape. */
  inverted: boolean
}

const numbersOf = (attribute: JsonAttribute | undefined): number[] =>
  (attribute?.Value ?? []).filter((value): value is number => typeof value === 'number')

const textOf = (attribute: JsonAttribute | undefined): string | undefined => {
  const [value] = attribute?.Value ?? []
  return typeof value === 'string' ? value : undefined
}

const isDataSet = (value: unknown): value is JsonDataSet =>
  typeof value === 'object' &&
  value !== null &&
  !('Alphabetic' in value || 'Ideographic' in value || 'Phonetic' in value)

const items = (attribute: JsonAttribute | undefined): JsonDataSet[] =>
  (attribute?.Value ?? []).filter(isDataSet)

/**
 * The presentation of frame `n` (from 0) by the data set's own values: of its own functional groups in enhanced
 * objects, of the shared ones, or of the data set itself.
 */
export function presentationOf(json: JsonDataSet, n: number): Presentation {
  const groups = [items(json['52009230'])[n], items(json['52009229'])[0]]
  const inGroups = (sequence: string): JsonDataSet | undefined =>
    groups.map((group) => items(group?.[sequence])[0]).find((item) => item !== undefined)
  const rescale = inGroups('00289145') ?? json
  const voi = inGroups('00289132') ?? json
  const modality = items(json['00283000'])[0]
  const table = items(voi['00283010'])[0]
  return {
    slope: numbersOf(rescale['00281053'])[0] || 1,
    intercept: numbersOf(rescale['00281052'])[0] ?? 0,
    modalityTable: modality && lookupTable(modality),
    window: windowOf(voi),
    voiTable: table && lookupTable(table),
    inverted: textOf(json['00280004']) === 'MONOCHROME1' || textOf(json['20500020']) === 'INVERSE',
  }
}

function windowOf(voi: JsonDataSet): Window | undefined {
  const [center] = numbersOf(voi['00281050'])
  const [width] = numbersOf(voi['00281051'])
  // A width below 1 means nothing (PS3.3 §C.11.2.1.2.1), except where the function is exact.
  const shape = voiFunction(textOf(voi['00281056']))
  if (center === undefined || width === undefined || width <= 0 || (width < 1 && shape === 'LINEAR'))
    return undefined
  return { center, width, function: shape }
}

export const voiFunction = (name: string | undefined): VoiFunction =>
  name?.toUpperCase() === 'SIGMOID'
    ? 'SIGMOID'
    : name?.toUpperCase() === 'LINEAR_EXACT'
      ? 'LINEAR_EXACT'
      : 'LINEAR'

function lookupTable(item: JsonDataSet): LookupTable | undefined {
  const [count = 0, first = 0, bits = 16] = numbersOf(item['00283002'])
  const data = item['00283006']
  const length = count === 0 ? 65_536 : count
  const signedFirst = item['00283002']?.vr === 'US' && first > 32_767 ? first - 65_536 : first
  if (data?.InlineBinary !== undefined) {
    const bytes = Buffer.from(data.InlineBinary, 'base64')
    const wide = bytes.length >= length * 2
    const entries = new Uint16Array(Math.min(length, wide ? bytes.length >> 1 : bytes.length))
    for (let n = 0; n < entries.length; n++) entries[n] = wide ? bytes.readUInt16LE(n * 2) : (bytes[n] ?? 0)
    return entries.length > 0
      ? { firstMapped: signedFirst, entries, bits: actualBits(entries, bits) }
      : undefined
  }
  const entries = Uint16Array.from(numbersOf(data).slice(0, length))
  return entries.length > 0
    ? { firstMapped: signedFirst, entries, bits: actualBits(entries, bits) }
    : undefined
}

/** Some writers declare 16 bits and fill 12, or declare 8 and fill 16: the larger entry counts. */
function actualBits(entries: Uint16Array, declared: number): number {
  let most = 0
  for (const entry of entries) if (entry > most) most = entry
  const needed = Math.max(1, 32 - Math.clz32(most))
  return declared >= 8 && declared <= 16 && needed <= declared ? declared : Math.max(8, needed)
}

/** Grey level 0 to 255 of one modality value (PS3.3 §C.11.2.1.2 and §C.11.2.1.3). */
export function greyOf(value: number, { center, width, function: shape }: Window): number {
  if (shape === 'SIGMOID') return 255 / (1 + Math.exp((-4 * (value - center)) / width))
  const [c, w] = shape === 'LINEAR' ? [center - 0.5, width - 1] : [center, width]
  if (value <= c - w / 2) return 0
  if (value > c + w / 2) return 255
  return w === 0 ? 255 : ((value - c) / w + 0.5) * 255
}
