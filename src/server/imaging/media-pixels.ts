import sharp from 'sharp'
import type { JsonAttribute, JsonDataSet } from '../dicom/json-model.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { streamStaged } from '../objects/staged-stream.ts'
import type { StagedObject } from '../objects/store.ts'
import { type Film, readMp4 } from './mp4.ts'

/** Pictures and videos as pixel data (PS3.18 §10.5.1.2.3): JPEG and MP4 as they are, PNG and its kin decoded. */

const JPEG_BASELINE = '1.2.840.10008.1.2.4.50'
const MPEG4_HIGH = '1.2.840.10008.1.2.4.102'
const MPEG2_MAIN = '1.2.840.10008.1.2.4.100'
/** As of the decoders. */
const MOST_PIXELS = 64 * 1024 * 1024
const STILL = new Set(['image/png', 'image/gif', 'image/webp', 'image/bmp', 'image/tiff'])
const VIDEO: Readonly<Record<string, string>> = { 'video/mp4': MPEG4_HIGH, 'video/mpeg': MPEG2_MAIN }

/** A value on its way in. */
export interface BulkPart {
  object: StagedObject
  type: string
  transferSyntaxUID: string | undefined
}

export interface MediaPixels {
  transferSyntaxUID?: string
  attributes: JsonDataSet
  pixels: {
    vr: string
    length: number
    encapsulated: boolean
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  }
}

const us = (value: number): JsonAttribute => ({ vr: 'US', Value: [value] })
const cs = (value: string): JsonAttribute => ({ vr: 'CS', Value: [value] })

/** What the picture says of itself; the metadata cannot say otherwise. */
const described = (rows: number, columns: number, samples: number, photometric: string): JsonDataSet => ({
  '00280002': us(samples),
  '00280004': cs(photometric),
  '00280010': us(rows),
  '00280011': us(columns),
  '00280100': us(8),
  '00280101': us(8),
  '00280102': us(7),
  '00280103': us(0),
  ...(samples > 1 ? { '00280006': us(0) } : {}),
})

/** The pixels of a picture or video with the attributes that describe them; nothing for any other media type. */
export async function pixelsOfMedia(part: BulkPart, set: JsonDataSet): Promise<MediaPixels | undefined> {
  const { object, type, transferSyntaxUID } = part
  if (type === 'image/jpeg' && (transferSyntaxUID ?? JPEG_BASELINE) === JPEG_BASELINE) return jpeg(part)
  if (STILL.has(type)) return still(part)
  const video = VIDEO[type]
  if (!video) return undefined
  const film = await filmOf(part, set)
  return {
    transferSyntaxUID: transferSyntaxUID ?? video,
    attributes: {
      ...described(film.rows, film.columns, 3, 'YBR_PARTIAL_420'),
      '00280008': { vr: 'IS', Value: [film.frames] },
      ...(film.frameTime === undefined
        ? {}
        : {
            '00181063': { vr: 'DS', Value: [film.frameTime] },
            '00280009': { vr: 'AT', Value: ['00181063'] },
          }),
      '00282110': cs('01'),
    },
    pixels: { vr: 'OB', length: object.size, encapsulated: true, source: streamStaged(object) },
  }
}

/** From the film itself where it is MP4, else from what the metadata says. */
async function filmOf({ object, type }: BulkPart, set: JsonDataSet): Promise<Film> {
  const film = type === 'video/mp4' ? await readMp4(object) : undefined
  if (film) return film
  const number = (tag: string, name: string) => {
    const value = Number(set[tag]?.Value?.[0])
    if (!(value >= 1)) throw new DicomRefusal('INVALID_PIXEL_DESCRIPTION', `A video needs ${name}`)
    return value
  }
  return {
    rows: number('00280010', 'Rows'),
    columns: number('00280011', 'Columns'),
    frames: number('00280008', 'NumberOfFrames'),
    frameTime: undefined,
  }
}

async function headerOf({ object }: BulkPart) {
  const bytes = await object.read({ start: 0, end: object.size })
  const header = await sharp(bytes, { limitInputPixels: MOST_PIXELS })
    .metadata()
    .catch(() => undefined)
  if (!header?.width || !header.height) throw new DicomRefusal('UNDECODABLE', 'The picture cannot be read')
  return { ...header, width: header.width, height: header.height, bytes }
}

async function jpeg(part: BulkPart): Promise<MediaPixels> {
  const { width, height, channels, chromaSubsampling, isProgressive, bytes } = await headerOf(part)
  // Progressive JPEG has no transfer syntax that is not retired.
  if (isProgressive || (channels !== 1 && channels !== 3)) return still(part)
  const photometric =
    channels === 1 ? 'MONOCHROME2' : chromaSubsampling === '4:4:4' ? 'YBR_FULL' : 'YBR_FULL_422'
  return {
    transferSyntaxUID: JPEG_BASELINE,
    attributes: { ...described(height, width, channels, photometric), '00282110': cs('01') },
    pixels: { vr: 'OB', length: bytes.length, encapsulated: true, source: [bytes] },
  }
}

async function still(part: BulkPart): Promise<MediaPixels> {
  const { bytes, channels } = await headerOf(part)
  const grey = channels < 3
  const image = sharp(bytes, { limitInputPixels: MOST_PIXELS }).flatten({ background: '#000' })
  const { data, info } = await (grey ? image.toColourspace('b-w') : image.toColourspace('srgb'))
    .raw()
    .toBuffer({ resolveWithObject: true })
  const samples = info.channels === 1 ? 1 : 3
  return {
    attributes: described(info.height, info.width, samples, samples === 1 ? 'MONOCHROME2' : 'RGB'),
    pixels: { vr: 'OB', length: data.length, encapsulated: false, source: [data] },
  }
}
