import { encodeFile, jsonText } from '../dicom/json-encode.ts'
import type { JsonAttribute, JsonDataSet } from '../dicom/json-model.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { derivedUID, newUID } from '../dicom/uid.ts'
import { pixelsOfMedia } from '../imaging/media-pixels.ts'
import { pdfPages } from '../imaging/pdf-pages.ts'
import type { StagedObject } from '../objects/store.ts'

/** Files that are no DICOM, as DICOM objects: pictures, documents, videos (v3 storage, `/image/wrap`). */

const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7'
const ENCAPSULATED_PDF = '1.2.840.10008.5.1.4.1.1.104.1'
const VIDEO_PHOTOGRAPHIC = '1.2.840.10008.5.1.4.1.1.77.1.4.1'
const MOST_PDF = 256 * 1024 * 1024

const PICTURES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/bmp', 'image/tiff'])

export interface WrapOptions {
  /** What the objects say beside what the file says of itself; by DICOM JSON tags. */
  attributes: JsonDataSet
  filename: string
  /** A PDF becomes an image for each of its pages instead of one object. */
  renderPdf: boolean
  /** The same file always becomes the same objects. */
  staticIds?: boolean
}

/** What a file is by its first bytes; the type that came with it only where they do not say. */
export function mediaTypeOf(head: Buffer, said: string): string {
  const starts = (...bytes: number[]) => bytes.every((byte, n) => head[n] === byte)
  if (head.toString('latin1', 0, 5) === '%PDF-') return 'application/pdf'
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png'
  if (head.toString('latin1', 0, 4) === 'GIF8') return 'image/gif'
  if (head.toString('latin1', 0, 2) === 'BM') return 'image/bmp'
  if (starts(0x49, 0x49, 0x2a, 0) || starts(0x4d, 0x4d, 0, 0x2a)) return 'image/tiff'
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP')
    return 'image/webp'
  if (head.toString('latin1', 4, 8) === 'ftyp') return 'video/mp4'
  return said.toLowerCase()
}

const text = (vr: string, value: string): JsonAttribute => ({ vr, Value: [value] })

/** DICOM dates and times of now, in UTC. */
function now(): { date: string; time: string } {
  const [date = '', time = ''] = new Date().toISOString().split('T')
  return { date: date.replaceAll('-', ''), time: time.replace(/[:Z]/g, '').slice(0, 6) }
}

/**
 * The objects that a file becomes, one after the other, each as a DICOM file. UNDECODABLE for a type that cannot be
 * wrapped; UIDs that are not given are made.
 */
export async function* wrapFile(
  object: StagedObject,
  said: string,
  { attributes, filename, renderPdf, staticIds = false }: WrapOptions,
): AsyncGenerator<AsyncIterable<Uint8Array>> {
  const type = mediaTypeOf(await object.read({ start: 0, end: Math.min(object.size, 16) }), said)
  const study = jsonText(attributes, '0020000D') ?? newUID()
  const uid = (what: string) => (staticIds ? derivedUID(`${study} ${object.hash}`, what) : newUID())
  const { date, time } = now()
  const common: JsonDataSet = {
    '00080020': text('DA', date),
    '00080023': text('DA', date),
    '00080030': text('TM', time),
    '00080033': text('TM', time),
    '00080064': text('CS', 'WSD'),
    '0008103E': text('LO', filename.slice(0, 64)),
    '00100010': { vr: 'PN' },
    '00100020': { vr: 'LO' },
    '00200011': { vr: 'IS', Value: [999] },
    '00200013': { vr: 'IS', Value: [1] },
    ...attributes,
    '0020000D': text('UI', study),
    '0020000E': attributes['0020000E'] ?? text('UI', uid('series')),
  }
  const identified = (SOPClassUID: string, Modality: string, n: number): JsonDataSet => ({
    ...common,
    '00080016': text('UI', SOPClassUID),
    '00080018': (n === 1 && attributes['00080018']) || text('UI', uid(`image ${n}`)),
    '00080060': attributes['00080060'] ?? text('CS', Modality),
    '00200013': { vr: 'IS', Value: [n] },
  })
  if (type === 'application/pdf') {
    if (object.size > MOST_PDF) throw new DicomRefusal('TOO_LARGE', 'The PDF is too large')
    const bytes = await object.read({ start: 0, end: object.size })
    if (!renderPdf) {
      yield encodeFile({
        ...identified(ENCAPSULATED_PDF, 'DOC', 1),
        '00280301': text('CS', 'YES'),
        '00420010': text('ST', filename.slice(0, 1024)),
        '00420011': { vr: 'OB', InlineBinary: bytes.toString('base64') },
        '00420012': text('LO', 'application/pdf'),
        '00420015': { vr: 'UL', Value: [bytes.length] },
      })
      return
    }
    let n = 0
    for await (const { width, height, rgb } of pdfPages(bytes)) {
      n++
      yield encodeFile(
        { ...identified(SECONDARY_CAPTURE, 'OT', n), '00280301': text('CS', 'YES'), ...rgbOf(height, width) },
        { pixels: { vr: 'OB', length: rgb.length, encapsulated: false, source: [rgb] } },
      )
    }
    return
  }
  const video = type === 'video/mp4'
  if (!video && !PICTURES.has(type))
    throw new DicomRefusal('UNDECODABLE', 'A file of this type cannot be wrapped')
  const set = identified(video ? VIDEO_PHOTOGRAPHIC : SECONDARY_CAPTURE, video ? 'XC' : 'OT', 1)
  const media = await pixelsOfMedia({ object, type, transferSyntaxUID: undefined }, set)
  if (!media) throw new DicomRefusal('UNDECODABLE', 'A file of this type cannot be wrapped')
  yield encodeFile({ ...set, ...media.attributes }, media)
}

const us = (value: number): JsonAttribute => ({ vr: 'US', Value: [value] })

const rgbOf = (rows: number, columns: number): JsonDataSet => ({
  '00280002': us(3),
  '00280004': text('CS', 'RGB'),
  '00280006': us(0),
  '00280010': us(rows),
  '00280011': us(columns),
  '00280100': us(8),
  '00280101': us(8),
  '00280102': us(7),
  '00280103': us(0),
})
