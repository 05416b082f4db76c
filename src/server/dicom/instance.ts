import { tag } from './dictionary.ts'
import { type FrameIndex, indexFrames, type ReadRange } from './frame-index.ts'
import { type JsonDataSet, jsonOfDataSet } from './json-model.ts'
import { type Header, parseHeader } from './part10.ts'
import { DicomRefusal, NeedMoreBytes } from './refusal.ts'
import { firstNumber, firstText, headerSource } from './values.ts'

/** Everything that is kept about a file once it was accepted. */
export interface Instance {
  StudyInstanceUID: string
  SeriesInstanceUID: string
  SOPInstanceUID: string
  SOPClassUID: string
  Modality: string
  SeriesNumber: number | undefined
  InstanceNumber: number | undefined
  transferSyntaxUID: string
  frameIndex: FrameIndex | undefined
  /** The header as DICOM JSON; large values by `bulk:` URI, see `BULK`. */
  json: JsonDataSet
}

/** Stands for the address of the instance in a stored `BulkDataURI`. */
export const BULK = 'bulk:'

/** Binary values up to this many bytes are part of the metadata. */
const INLINE_BYTES = 2048
const FIRST_READ = 64 * 1024
const MAX_HEADER = 512 * 1024 * 1024

const UIDS = {
  StudyInstanceUID: tag('StudyInstanceUID'),
  SeriesInstanceUID: tag('SeriesInstanceUID'),
  SOPInstanceUID: tag('SOPInstanceUID'),
  SOPClassUID: tag('SOPClassUID'),
} // prettier-ignore
const MODALITY = tag('Modality')
const SERIES_NUMBER = tag('SeriesNumber')
const INSTANCE_NUMBER = tag('InstanceNumber')

/** Reads and checks a file; a `DicomRefusal` says why it cannot be stored. */
export async function readInstance(total: number, read: ReadRange): Promise<Instance> {
  const header = await readHeader(total, read)
  const source = headerSource(header)
  const { dataSet } = header
  const uid = (keyword: keyof typeof UIDS) => checkedUID(keyword, firstText(dataSet, UIDS[keyword], source))
  const identity = {
    StudyInstanceUID: uid('StudyInstanceUID'),
    SeriesInstanceUID: uid('SeriesInstanceUID'),
    SOPInstanceUID: uid('SOPInstanceUID'),
    SOPClassUID: uid('SOPClassUID'),
  }
  const frameIndex = await indexFrames(header, total, read)
  const base = `${BULK}/series/${identity.SeriesInstanceUID}/instances/${identity.SOPInstanceUID}/bulkdata/`
  const json = jsonOfDataSet(dataSet, source, {
    inlineBytes: INLINE_BYTES,
    bulkDataURI: (path) => base + path,
  })
  if (json['00080005']) json['00080005'] = { vr: 'CS', Value: ['ISO_IR 192'] }
  json['00083002'] = { vr: 'UI', Value: [header.transferSyntax.uid] }
  if (isNative422(frameIndex, header)) {
    // Browsers cannot read it uncompressed: its frames travel as RGB, and the metadata says so.
    json['00280004'] = { vr: 'CS', Value: ['RGB'] }
    json['00280006'] = { vr: 'US', Value: [0] }
  }
  const { pixelData } = header
  if (pixelData && pixelData.length > 0) {
    json[pixelData.tag.toString(16).toUpperCase()] = {
      vr: pixelData.vr,
      BulkDataURI: `${base}${pixelData.tag.toString(16).toUpperCase()}`,
    }
  }
  return {
    ...identity,
    Modality: firstText(dataSet, MODALITY, source),
    SeriesNumber: integer(firstNumber(dataSet, SERIES_NUMBER, source)),
    InstanceNumber: integer(firstNumber(dataSet, INSTANCE_NUMBER, source)),
    transferSyntaxUID: header.transferSyntax.uid,
    frameIndex,
    json,
  }
}

const isNative422 = (index: FrameIndex | undefined, header: Header): boolean =>
  index?.pixels.photometricInterpretation === 'YBR_FULL_422' && !header.transferSyntax.encapsulated

/** The header of a file that is somewhere else: reads as much of its beginning as it takes. */
export async function readHeader(total: number, read: ReadRange): Promise<Header> {
  let length = Math.min(total, FIRST_READ)
  for (;;) {
    const bytes = await read({ start: 0, end: length })
    try {
      return parseHeader(bytes, total)
    } catch (error) {
      if (!(error instanceof NeedMoreBytes)) throw error
      if (bytes.length < length || length >= total)
        throw new DicomRefusal('TRUNCATED', 'The file is cut short')
      if (error.needed > MAX_HEADER)
        throw new DicomRefusal('TOO_LARGE', `The header is larger than ${MAX_HEADER} bytes`)
      length = Math.min(total, Math.max(error.needed + FIRST_READ, length * 2))
    }
  }
}

/** UIDs become parts of URLs: nothing but digits and single dots (PS3.5 §9.1). */
function checkedUID(keyword: string, uid: string): string {
  if (uid === '') throw new DicomRefusal('MISSING_UID', `${keyword} is missing`)
  if (uid.length > 64) throw new DicomRefusal('INVALID_UID', `${keyword} is longer than 64 characters`)
  if (!isUID(uid))
    throw new DicomRefusal('INVALID_UID', `${keyword} is not a UID: only digits and dots may stand in one`)
  return uid
}

export const isUID = (text: string): boolean => text.length <= 64 && /^\d+(\.\d+)*$/.test(text)

const integer = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) && Math.abs(value) <= 2_147_483_647 ? value : undefined
