import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { isUID } from '../../dicom/instance.ts'
import { IDENTIFYING } from '../../dicom/rewriting.ts'
import { EXPLICIT_LE, transferSyntax } from '../../dicom/transfer-syntax.ts'
import { derivedUID } from '../../dicom/uid.ts'
import { voiFunction } from '../../dicom/voi.ts'
import type { PictureFormat, Viewport } from '../../imaging/pixel-work.ts'
import { renderInstance } from '../../imaging/render.ts'
import { rewriteInstance } from '../../imaging/rewrite.ts'
import { findInstances, type StoredInstance } from '../../imaging/stored-study.ts'
import { canTranscode } from '../../imaging/transcode.ts'
import type { DicomwebCall } from './context.ts'
import { studyOf } from './context.ts'
import { DicomwebFailure } from './failure.ts'
import { sendFile, sentThrough } from './instances.ts'
import { queryValues } from './query.ts'

/** WADO-URI (PS3.18 §9): one object by its three UIDs, as a file or as a picture. */
export async function retrieveByURI(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const query = queryValues(call.request)
  const text = (name: string) => query.get(name)?.[0] || undefined
  const number = (name: string): number | undefined => {
    const value = text(name)
    if (value === undefined) return undefined
    if (!Number.isFinite(Number(value))) throw new DicomwebFailure(400, `${name} is a number`)
    return Number(value)
  }
  if (text('requestType')?.toUpperCase() !== 'WADO') throw new DicomwebFailure(400, 'requestType is WADO')
  const uid = (name: string): string => {
    const value = text(name)
    if (value === undefined || !isUID(value)) throw new DicomwebFailure(400, `${name} is a UID`)
    return value
  }
  const [studyUID, seriesUID, objectUID] = [uid('studyUID'), uid('seriesUID'), uid('objectUID')]
  const study = await studyOf(call, studyUID)
  const [instance] = await findInstances(call.services, study, {
    series_uid: seriesUID,
    sop_instance_uid: objectUID,
  })
  if (!instance) throw new DicomwebFailure(404, 'There is no such object')
  const type =
    text('contentType')?.split(',')[0]?.trim().toLowerCase() ??
    (instance.frames > 0 ? 'image/jpeg' : 'application/dicom')
  if (type === 'application/dicom') {
    if (text('anonymize') === 'yes') return sendAnonymous(call, reply, study.study_uid, instance)
    const asked = text('transferSyntax')
    const syntax = asked !== undefined && transferSyntax(asked) ? asked : '*'
    const [sent] = await sentThrough(call.services, study, [instance])
    if (sent) return sendFile(call, reply, sent, canTranscode(sent, syntax) ? syntax : EXPLICIT_LE)
  }
  const formats: Record<string, PictureFormat> = {
    'image/jpeg': 'jpeg',
    'image/png': 'png',
    '*/*': 'jpeg',
    'image/*': 'jpeg',
  }
  const format = formats[type]
  if (!format) throw new DicomwebFailure(406, 'Objects are application/dicom, image/jpeg or image/png')
  const [center, width] = [number('windowCenter'), number('windowWidth')]
  if ((center === undefined) !== (width === undefined) || (width !== undefined && width <= 0)) {
    throw new DicomwebFailure(400, 'windowCenter and windowWidth belong together, with a width above 0')
  }
  const frame = number('frameNumber') ?? 1
  if (!Number.isInteger(frame) || frame < 1) throw new DicomwebFailure(400, 'frameNumber is a number from 1')
  const [rows, columns] = [number('rows'), number('columns')]
  const region = regionOf(text('region'), instance)
  const viewport: Viewport | undefined =
    rows === undefined && columns === undefined
      ? region && {
          width: Math.round(region.width),
          height: Math.round(region.height),
          enlarge: true,
          region,
        }
      : {
          width: edge(columns ?? rows),
          height: edge(rows ?? columns),
          enlarge: true,
          ...(region ? { region } : {}),
        }
  const quality = number('imageQuality') ?? 90
  if (!Number.isInteger(quality) || quality < 1 || quality > 100)
    throw new DicomwebFailure(400, 'imageQuality is a number from 1 to 100')
  const window =
    center === undefined || width === undefined
      ? undefined
      : { center, width, function: voiFunction(undefined) }
  reply.header('cache-control', 'private, no-cache')
  return reply
    .type(`image/${format}`)
    .send(await renderInstance(call.services, instance, frame - 1, { format, quality, window, viewport }))
}

function edge(value: number | undefined): number {
  if (value === undefined || !Number.isInteger(value) || value < 1 || value > 16_384) {
    throw new DicomwebFailure(400, 'rows and columns are numbers from 1 to 16384')
  }
  return value
}

/** `x1,y1,x2,y2` in shares of the image's width and height (PS3.18 §9.1.2.2.5). */
function regionOf(text: string | undefined, { frame_index }: StoredInstance): Viewport['region'] {
  if (text === undefined) return undefined
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [left = Number.NaN, top = Number.NaN, right = Number.NaN, bottom = Number.NaN] = parts
  const inside = parts.length === 4 && parts.every((part) => part >= 0 && part <= 1)
  if (!inside || right <= left || bottom <= top)
    throw new DicomwebFailure(400, 'region is left,top,right,bottom, each from 0 to 1')
  const { columns = 0, rows = 0 } = frame_index?.pixels ?? {}
  return {
    x: left * columns,
    y: top * rows,
    width: Math.max(1, (right - left) * columns),
    height: Math.max(1, (bottom - top) * rows),
    flipX: false,
    flipY: false,
  }
}

/**
 * The object without what says whom it is of, under UIDs of its own (PS3.18 §9.1.2.1.4); the same each time it is asked
 * for. What is burned into pixels stays.
 */
async function sendAnonymous(
  call: DicomwebCall,
  reply: FastifyReply,
  study_uid: string,
  instance: StoredInstance,
): Promise<FastifyReply> {
  const seed = `anonymize ${call.actor.user_id}`
  const own = [study_uid, instance.series_uid, instance.sop_instance_uid]
  const uids = new Map(own.map((uid) => [uid, derivedUID(seed, uid)]))
  const file = rewriteInstance(call.services, instance, { uids, blank: IDENTIFYING, dropPrivate: true })
  return reply
    .type('application/dicom')
    .header('cache-control', 'private, no-cache')
    .send(Readable.from(file, { objectMode: false }))
}
