import type { FastifyReply } from 'fastify'
import { voiFunction, type Window } from '../../dicom/voi.ts'
import { animatedGif, film } from '../../imaging/animation.ts'
import type { PictureFormat, Viewport } from '../../imaging/pixel-work.ts'
import { type RenderOptions, renderInstance } from '../../imaging/render.ts'
import type { StoredInstance } from '../../imaging/stored-study.ts'
import { acceptables, covers } from './accept.ts'
import { notModified } from './conditional.ts'
import { type DicomwebCall, instancesOf } from './context.ts'
import { DicomwebFailure } from './failure.ts'
import { isFilm, retrieveFilm } from './film.ts'
import { type AnswerPart, multipartBody, multipartType, newBoundary } from './multipart-answer.ts'
import { queryText } from './query.ts'

/** Longest edge of a thumbnail when the client names no viewport. */
const THUMBNAIL = 200
const MAX_EDGE = 16_384
const MOST_PICTURES = 200

const TYPES: Record<PictureFormat, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  tiff: 'image/tiff',
}

const MOVING = {
  gif: { type: 'image/gif', make: animatedGif, frames: MOST_PICTURES },
  mp4: { type: 'video/mp4', make: film, frames: 5000 },
}
type MovingFormat = keyof typeof MOVING

/** WADO-RS rendered resources (PS3.18 §10.4.1.1.3): JPEG or PNG with window, viewport and quality, GIF or MP4 of frames. */
export async function retrieveRendered(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { request, params } = call
  const instances = await instancesOf(call)
  const [only] = instances
  if (only && params.instance !== undefined && params.frames === undefined && isFilm(only))
    return retrieveFilm(call, reply, only)
  const format = formatOf(call, true)
  if (format === 'gif' || format === 'mp4') return retrieveAnimation(call, reply, instances, format)
  const options = renderOptions(call, format)
  const targets = pictures(call, instances)
  const [first] = targets
  if (!first) throw new DicomwebFailure(404, 'There is no image to show')
  if (targets.length === 1 || (params.instance !== undefined && params.frames === undefined)) {
    const etag = `"r${first.instance.hash}.${first.frame}.${Buffer.from(JSON.stringify(options)).toString('base64url')}"`
    if (notModified(request, reply, etag)) return reply.code(304).send()
    return reply
      .type(TYPES[format])
      .send(await renderInstance(call.services, first.instance, first.frame, options))
  }
  const parts: AnswerPart[] = []
  for (const { instance, frame } of targets) {
    parts.push({
      contentType: TYPES[format],
      bytes: await renderInstance(call.services, instance, frame, options),
    })
  }
  const boundary = newBoundary()
  return reply.type(multipartType(TYPES[format], boundary)).send(multipartBody(boundary, parts))
}

/** All frames of an instance, or those that are named, as one moving picture. */
async function retrieveAnimation(
  call: DicomwebCall,
  reply: FastifyReply,
  instances: readonly StoredInstance[],
  format: MovingFormat,
): Promise<FastifyReply> {
  const { request, params, services } = call
  if (params.instance === undefined) throw new DicomwebFailure(406, 'Only the frames of one instance move')
  const { window, viewport } = renderOptions(call, 'png')
  const named = pictures(call, instances)
  const instance = named[0]?.instance
  if (!instance) throw new DicomwebFailure(404, 'There is no image to show')
  const frames =
    params.frames === undefined
      ? Array.from({ length: instance.frames }, (_, frame) => frame)
      : named.map(({ frame }) => frame)
  const most = MOVING[format].frames
  if (frames.length > most) throw new DicomwebFailure(406, `At most ${most} frames at once: name them`)
  const etag = `"${format}${instance.hash}.${frames.length}.${Buffer.from(JSON.stringify({ frames, window, viewport })).toString('base64url').slice(-96)}"`
  if (notModified(request, reply, etag)) return reply.code(304).send()
  return reply
    .type(MOVING[format].type)
    .send(await MOVING[format].make(services, instance, frames, { window, viewport }))
}

/** A small picture of an instance, or of the middle of a series or of a study's first series. */
export async function retrieveThumbnail(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const format = formatOf(call)
  const viewport = viewportOf(queryText(call.request, 'viewport')) ?? {
    width: THUMBNAIL,
    height: THUMBNAIL,
    enlarge: false,
  }
  const options = { ...renderOptions(call, format), viewport }
  const target = await representative(call)
  if (!target) throw new DicomwebFailure(404, 'There is no image to show')
  const etag = `"t${target.instance.hash}.${target.frame}.${Buffer.from(JSON.stringify(options)).toString('base64url')}"`
  if (notModified(call.request, reply, etag)) return reply.code(304).send()
  return reply
    .type(TYPES[format])
    .send(await renderInstance(call.services, target.instance, target.frame, options))
}

interface Target {
  instance: StoredInstance
  /** From 0. */
  frame: number
}

const hasImage = ({ frames, frame_index }: StoredInstance): boolean => frames > 0 && frame_index !== null

function pictures(call: DicomwebCall, found: readonly StoredInstance[]): Target[] {
  const instances = found.filter(hasImage)
  const { frames } = call.params
  if (frames !== undefined) {
    const [instance] = instances
    if (!instance) return []
    return decodeURIComponent(frames)
      .split(',')
      .slice(0, MOST_PICTURES)
      .map((text) => ({ instance, frame: frameNumber(text, instance) }))
  }
  return instances.slice(0, MOST_PICTURES).map((instance) => ({ instance, frame: 0 }))
}

function frameNumber(text: string, instance: StoredInstance): number {
  const number = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0
  if (number < 1) throw new DicomwebFailure(400, 'Frames are a list of numbers from 1')
  if (number > instance.frames)
    throw new DicomwebFailure(404, `There is no frame ${number}: the image has ${instance.frames}`)
  return number - 1
}

async function representative(call: DicomwebCall): Promise<Target | undefined> {
  const instances = (await instancesOf(call)).filter(hasImage)
  const [first] = instances
  if (!first) return undefined
  const { frames, instance } = call.params
  if (frames !== undefined) return { instance: first, frame: frameNumber(frames.split(',')[0] ?? '', first) }
  if (instance !== undefined) return { instance: first, frame: 0 }
  const series = instances.filter(({ series_uid }) => series_uid === first.series_uid)
  const middle = series[Math.floor(series.length / 2)] ?? first
  return { instance: middle, frame: series.length === 1 ? Math.floor(middle.frames / 2) : 0 }
}

function formatOf(call: DicomwebCall): PictureFormat
function formatOf(call: DicomwebCall, moving: true): PictureFormat | MovingFormat
function formatOf({ request }: DicomwebCall, moving = false): PictureFormat | MovingFormat {
  for (const { type, root } of acceptables(request.headers.accept, queryText(request, 'accept'))) {
    const wanted = type === 'multipart/related' ? root : type
    if (wanted === 'application/dicom' || covers(wanted, 'image/jpeg')) return 'jpeg'
    if (covers(wanted, 'image/png')) return 'png'
    if (moving && wanted === 'image/gif') return 'gif'
    if (moving && covers(wanted, 'video/mp4')) return 'mp4'
  }
  throw new DicomwebFailure(
    406,
    `Rendered images are image/jpeg or image/png${moving ? ', and image/gif or video/mp4 of frames' : ''}`,
  )
}

function renderOptions({ request }: DicomwebCall, format: PictureFormat): RenderOptions {
  const quality = queryText(request, 'quality')
  const number = quality === undefined ? 90 : Number(quality)
  if (!Number.isInteger(number) || number < 1 || number > 100)
    throw new DicomwebFailure(400, 'quality is a number from 1 to 100')
  return {
    format,
    quality: number,
    window: windowOf(queryText(request, 'window')),
    viewport: viewportOf(queryText(request, 'viewport')),
  }
}

/** `center,width,function` (PS3.18 §8.3.5.1.4). */
export function windowOf(text: string | undefined): Window | undefined {
  if (text === undefined) return undefined
  const [center = '', width = '', shape] = text.split(',')
  const window = {
    center: Number(center),
    width: Number(width),
    function: voiFunction(shape?.trim().replace('-', '_')),
  }
  if (center.trim() === '' || width.trim() === '' || !Number.isFinite(window.center) || !(window.width > 0)) {
    throw new DicomwebFailure(400, 'window is center,width,function with a width above 0')
  }
  return window
}

/** `vw,vh,sx,sy,sw,sh` (PS3.18 §8.3.5.1.3). */
function viewportOf(text: string | undefined): Viewport | undefined {
  if (text === undefined) return undefined
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [width = 0, height = 0, x = Number.NaN, y = Number.NaN, w = Number.NaN, h = Number.NaN] = numbers
  const sized = [width, height].every((edge) => Number.isFinite(edge) && edge >= 1 && edge <= MAX_EDGE)
  if (!sized || numbers.length > 6)
    throw new DicomwebFailure(400, `viewport is vw,vh,sx,sy,sw,sh with 1 to ${MAX_EDGE} pixels`)
  const size = { width: Math.round(width), height: Math.round(height), enlarge: true }
  if (Number.isNaN(w) || Number.isNaN(h) || w === 0 || h === 0) return size
  return {
    ...size,
    region: {
      x: Number.isNaN(x) ? 0 : x,
      y: Number.isNaN(y) ? 0 : y,
      width: Math.abs(w),
      height: Math.abs(h),
      flipX: w < 0,
      flipY: h < 0,
    },
  }
}
