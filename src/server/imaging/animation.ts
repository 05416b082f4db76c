import sharp from 'sharp'
import type { JsonDataSet } from '../dicom/json-model.ts'
import { DicomRefusal } from '../dicom/refusal.ts'
import { unpackMetadata } from '../ingest/metadata.ts'
import type { Services } from '../services.ts'
import { filmOf } from './mp4-encode.ts'
import { type RenderOptions, renderInstance } from './render.ts'
import { instanceMetadata, type StoredInstance } from './stored-study.ts'

/** The frames of an instance as one moving picture (PS3.18 §8.7.4, multi-frame image media types). */

const WITHOUT_RATE = 24
const SLOWEST = 1
/** GIF counts in hundredths of a second, and browsers slow down whatever is faster. */
const FASTEST = 50
const MOST_GIF_PIXELS = 100_000_000
const MOST_FILM_PIXELS = 1_000_000_000

const numbers = (json: JsonDataSet, tag: string): number[] =>
  (json[tag]?.Value ?? []).map(Number).filter((value) => Number.isFinite(value) && value > 0)

/** Frames a second as the object has it: recommended, by the time of a frame, or of the cine module (PS3.3 §C.7.6.5). */
export function frameRate(json: JsonDataSet): number {
  const [recommended] = numbers(json, '00082144')
  const [frameTime] = numbers(json, '00181063')
  const times = numbers(json, '00181065')
  const [cineRate] = numbers(json, '00180040')
  const mean = times.length > 0 ? times.reduce((sum, time) => sum + time, 0) / times.length : undefined
  const time = frameTime ?? mean
  const rate = recommended ?? (time === undefined ? cineRate : 1000 / time) ?? WITHOUT_RATE
  return Math.min(FASTEST, Math.max(SLOWEST, rate))
}

function requireSize(
  { frame_index }: StoredInstance,
  frames: readonly number[],
  viewport: RenderOptions['viewport'],
  most: number,
): void {
  const pixels = frame_index?.pixels
  const area = pixels
    ? (viewport?.width ?? pixels.columns) * (viewport?.height ?? pixels.rows) * frames.length
    : 0
  if (area > most)
    throw new DicomRefusal(
      'TOO_LARGE',
      'So many frames are too large for one picture: name fewer, or a viewport',
    )
}

/** Frames a second of an instance, as `frameRate` reads them. */
export async function rateOf(services: Services, { id }: StoredInstance): Promise<number> {
  const packed = await instanceMetadata(services, id)
  return frameRate(packed ? JSON.parse(unpackMetadata(packed).toString('utf8')) : {})
}

/** An endless GIF of some frames (from 0). TOO_LARGE beyond a hundred million pixels. */
export async function animatedGif(
  services: Services,
  instance: StoredInstance,
  frames: readonly number[],
  { window, viewport }: Pick<RenderOptions, 'window' | 'viewport'>,
): Promise<Buffer> {
  requireSize(instance, frames, viewport, MOST_GIF_PIXELS)
  const pictures = await Promise.all(
    frames.map((frame) => renderInstance(services, instance, frame, { format: 'png', window, viewport })),
  )
  const delay = Math.round(1000 / (await rateOf(services, instance)))
  const image = pictures.length === 1 ? sharp(pictures[0]) : sharp(pictures, { join: { animated: true } })
  return image.gif({ loop: 0, delay: pictures.map(() => delay) }).toBuffer()
}

/** An MP4 of some frames (from 0). TOO_LARGE beyond a thousand million pixels. */
export async function film(
  services: Services,
  instance: StoredInstance,
  frames: readonly number[],
  { window, viewport }: Pick<RenderOptions, 'window' | 'viewport'>,
): Promise<Buffer> {
  requireSize(instance, frames, viewport, MOST_FILM_PIXELS)
  async function* pictures() {
    for (const frame of frames)
      yield await renderInstance(services, instance, frame, { format: 'png', window, viewport })
  }
  return filmOf(pictures(), await rateOf(services, instance))
}
