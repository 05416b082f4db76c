import { type TextReader, textReader } from './character-set.ts'
import type { DataSet, Element } from './data-set.ts'
import type { Header } from './part10.ts'

/** What is needed to turn the elements of one data set into values. */
export interface Source {
  bytes: Buffer
  bigEndian: boolean
  text: TextReader
}

const SPECIFIC_CHARACTER_SET = 0x00080005
const WITH_CHARACTER_SET = new Set(['SH', 'LO', 'ST', 'LT', 'UC', 'UT', 'PN'])
/** One value even with a backslash in it (PS3.5 §6.2). */
const SINGLE_TEXT = new Set(['ST', 'LT', 'UT', 'UR'])

const latin1 = (bytes: Buffer, element: Element): string =>
  bytes.toString('latin1', element.offset, element.offset + element.length)

/** The source of a data set's own values; items that declare no character set keep the outer one. */
export function sourceOf(bytes: Buffer, bigEndian: boolean, dataSet: DataSet, outer?: Source): Source {
  const declared = dataSet.get(SPECIFIC_CHARACTER_SET)
  if (!declared) return outer ?? { bytes, bigEndian, text: textReader([]) }
  const terms = latin1(bytes, declared)
    .split('\\')
    .map((term) => term.replace(/[\0 ]+$/, '').trim())
  return { bytes, bigEndian, text: textReader(terms) }
}

export const headerSource = (header: Header): Source =>
  sourceOf(header.bytes, header.encoding.bigEndian, header.dataSet)

/** The values of a text element, padding removed; no values when it is empty. */
export function texts(element: Element, source: Source): string[] {
  if (element.length === 0) return []
  const { bytes } = source
  const raw = WITH_CHARACTER_SET.has(element.vr)
    ? source.text(bytes.subarray(element.offset, element.offset + element.length))
    : latin1(bytes, element)
  if (SINGLE_TEXT.has(element.vr)) {
    const value = raw.replace(/[\0 ]+$/, '')
    return value === '' ? [] : [value]
  }
  if (!raw.includes('\\')) {
    const value = trimmed(raw)
    return value === '' ? [] : [value]
  }
  return raw.split('\\').map(trimmed)
}

const trimmed = (value: string): string => value.replace(/[\0 ]+$/, '').replace(/^ +/, '')

const NUMBER_SIZE: Record<string, number> = {
  US: 2,
  SS: 2,
  UL: 4,
  SL: 4,
  FL: 4,
  FD: 8,
  UV: 8,
  SV: 8,
  AT: 4,
  OF: 4,
  OD: 8,
  OL: 4,
  OW: 2,
  OV: 8,
} // prettier-ignore

/** One binary number; 64 bit integers beyond 2^53 lose precision here. */
export function binaryNumber(bytes: Buffer, at: number, vr: string, bigEndian: boolean): number {
  switch (vr) {
    case 'US':
    case 'OW':
      return bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)
    case 'SS':
      return bigEndian ? bytes.readInt16BE(at) : bytes.readInt16LE(at)
    case 'UL':
    case 'OL':
      return bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)
    case 'SL':
      return bigEndian ? bytes.readInt32BE(at) : bytes.readInt32LE(at)
    case 'FL':
    case 'OF':
      return bigEndian ? bytes.readFloatBE(at) : bytes.readFloatLE(at)
    case 'FD':
    case 'OD':
      return bigEndian ? bytes.readDoubleBE(at) : bytes.readDoubleLE(at)
    case 'SV':
      return Number(bigEndian ? bytes.readBigInt64BE(at) : bytes.readBigInt64LE(at))
    case 'UV':
    case 'OV':
      return Number(bigEndian ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at))
    case 'AT': {
      const group = bigEndian ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)
      const element = bigEndian ? bytes.readUInt16BE(at + 2) : bytes.readUInt16LE(at + 2)
      return group * 0x10000 + element
    }
    default:
      return Number.NaN
  }
}

/** The numbers of a binary or of a DS/IS element; what is no number is left out. */
export function numbers(element: Element, source: Source): number[] {
  const size = NUMBER_SIZE[element.vr]
  if (size === undefined) {
    return texts(element, source)
      .filter((text) => text !== '')
      .map(Number)
      .filter(Number.isFinite)
  }
  const values: number[] = []
  for (let at = 0; at + size <= element.length; at += size) {
    values.push(binaryNumber(source.bytes, element.offset + at, element.vr, source.bigEndian))
  }
  return values
}

/** First text value by tag, `''` when absent or empty. */
export function firstText(dataSet: DataSet, tag: number, source: Source): string {
  const element = dataSet.get(tag)
  return element ? (texts(element, source)[0] ?? '') : ''
}

/** First number by tag; nothing when absent, empty or no number. */
export function firstNumber(dataSet: DataSet, tag: number, source: Source): number | undefined {
  const element = dataSet.get(tag)
  return element ? numbers(element, source)[0] : undefined
}
