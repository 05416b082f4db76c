import { inflateRawSync } from 'node:zlib'
import { type DataSet, type Element, type Encoding, parseDataSet } from './data-set.ts'
import { DicomRefusal, NeedMoreBytes } from './refusal.ts'
import { type TransferSyntax, transferSyntax } from './transfer-syntax.ts'

/** A DICOM file up to its pixel data (PS3.10 §7). */
export interface Header {
  /** File meta information: always explicit VR little endian, offsets into `file`. */
  meta: DataSet
  /** The beginning of the file as it was given. */
  file: Buffer
  transferSyntax: TransferSyntax
  dataSet: DataSet
  /** What the offsets of `dataSet` count in: `file` itself or, for a deflated data set, the inflated bytes. */
  bytes: Buffer
  encoding: Encoding
  pixelData?: Element
}

const META_ENCODING: Encoding = { implicit: false, bigEndian: false }
const TRANSFER_SYNTAX_UID = 0x00020010
const GROUP_LENGTH = 0x00020000

/** A deflated data set may grow to this many bytes. */
const MAX_INFLATED = 512 * 1024 * 1024

/** First bytes of what people send by mistake. */
const FOREIGN: [string, string][] = [
  ['%PDF', 'a PDF'],
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['PK\x03\x04', 'a zip archive'],
  ['\x1f\x8b', 'gzip-compressed'],
  ['<!DOCTYPE', 'an HTML page'],
  ['<html', 'an HTML page'],
  ['BM', 'a bitmap image'],
]

/**
 * Reads everything before the pixel data.
 *
 * @param file the file, or as much of its beginning as is at hand; `NeedMoreBytes` says how much is missing
 * @param total bytes of the whole file
 */
export function parseHeader(file: Buffer, total: number = file.length): Header {
  requirePart10(file, total)
  const { dataSet: meta, end } = parseDataSet(file, 132, total, META_ENCODING, 2)
  const groupLength = meta.get(GROUP_LENGTH)
  if (groupLength?.length === 4) {
    const declared = file.readUInt32LE(groupLength.offset)
    if (groupLength.offset + 4 + declared !== end) {
      throw new DicomRefusal(
        'MALFORMED',
        `The file meta information declares ${declared} bytes but does not end there`,
      )
    }
  }
  const syntax = syntaxOf(file, meta)
  const encoding: Encoding = { implicit: syntax.implicit, bigEndian: syntax.bigEndian }
  if (!syntax.deflated) {
    const { dataSet, pixelData } = parseDataSet(file, end, total, encoding)
    return { meta, file, transferSyntax: syntax, dataSet, bytes: file, encoding, pixelData }
  }
  if (file.length < total) throw new NeedMoreBytes(total)
  const bytes = inflate(file.subarray(end))
  const { dataSet, pixelData } = parseDataSet(bytes, 0, bytes.length, encoding)
  return { meta, file, transferSyntax: syntax, dataSet, bytes, encoding, pixelData }
}

function requirePart10(file: Buffer, total: number): void {
  if (total === 0) throw new DicomRefusal('NOT_DICOM', 'The file is empty')
  if (file.length < Math.min(132, total)) throw new NeedMoreBytes(Math.min(132, total))
  if (total >= 132 && file.toString('latin1', 128, 132) === 'DICM') return
  const start = file.toString('latin1', 0, 16)
  const foreign = FOREIGN.find(([prefix]) => start.toLowerCase().startsWith(prefix.toLowerCase()))
  throw new DicomRefusal(
    'NOT_DICOM',
    foreign
      ? `Not a DICOM file but ${foreign[1]}`
      : 'Not a DICOM file: the DICM prefix is missing at byte 128',
  )
}

function syntaxOf(file: Buffer, meta: DataSet): TransferSyntax {
  const element = meta.get(TRANSFER_SYNTAX_UID)
  const uid = element
    ? file.toString('latin1', element.offset, element.offset + element.length).replace(/[\0 ]+$/, '')
    : ''
  if (uid === '') throw new DicomRefusal('MALFORMED', 'The file meta information has no Transfer Syntax UID')
  const syntax = transferSyntax(uid)
  if (syntax) return syntax
  const shown = /^[\d.]{1,64}$/.test(uid) ? uid : 'not a UID'
  throw new DicomRefusal('UNKNOWN_TRANSFER_SYNTAX', `The transfer syntax is unknown: ${shown}`)
}

function inflate(deflated: Buffer): Buffer {
  try {
    return inflateRawSync(deflated, { maxOutputLength: MAX_INFLATED })
  } catch (error) {
    const tooLarge = error instanceof RangeError
    throw tooLarge
      ? new DicomRefusal('TOO_LARGE', `The deflated data set grows beyond ${MAX_INFLATED} bytes`)
      : new DicomRefusal('MALFORMED', 'The deflated data set cannot be inflated')
  }
}
