import type { FastifyReply } from 'fastify'
import { type FrameIndex, frameRange } from '../../dicom/frame-index.ts'
import { EXPLICIT_LE, transferSyntax } from '../../dicom/transfer-syntax.ts'
import { responseBuffer } from '../../imaging/buffer-pool.ts'
import { canEncode, DEFAULT_SYNTAXES } from '../../imaging/encoders.ts'
import {
  decodedFrame,
  encodedFrame,
  storedFrame,
  storedFrameSyntax,
  travelsAsStored,
} from '../../imaging/frames.ts'
import { PROGRESSIVE, type ProgressiveFrame, progressiveFrame } from '../../imaging/progressive.ts'
import type { StoredInstance } from '../../imaging/stored-study.ts'
import { enqueueProgressiveOf } from '../../jobs/study_progressive.ts'
import { type Acceptable, acceptables, covers } from './accept.ts'
import { notModified } from './conditional.ts'
import { type DicomwebCall, instancesOf } from './context.ts'
import { DicomwebFailure } from './failure.ts'
import {
  type AnswerPart,
  closing,
  multipartBody,
  multipartType,
  newBoundary,
  partHead,
} from './multipart-answer.ts'
import { queryText } from './query.ts'
import { rangeOf } from './range.ts'

const OCTETS = 'application/octet-stream'
const MOST_FRAMES = 1000

interface Representation {
  multipart: boolean
  /** Media type of a frame. */
  type: string
  syntax: string
  /** As stored, as plain numbers, or compressed in `syntax`. */
  form: 'stored' | 'decoded' | 'encoded'
}

/** WADO-RS frames (PS3.18 §10.4.1.1.6). One frame of native pixels is one read, straight into the answer. */
export async function retrieveFrames(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { params, request } = call
  const numbers = frameNumbers(params.frames ?? '')
  const [instance] = await instancesOf(call)
  if (!instance) throw new DicomwebFailure(404, 'There is no such instance')
  const index = instance.frame_index
  if (!index || instance.frames === 0) throw new DicomwebFailure(404, 'The object has no image')
  const representation = choose(
    acceptables(request.headers.accept, queryText(request, 'accept')),
    instance,
    numbers.length,
  )
  if (!representation) throw new DicomwebFailure(406, 'The frames are not available in an acceptable form')
  for (const number of numbers) {
    if (number > instance.frames)
      throw new DicomwebFailure(404, `There is no frame ${number}: the image has ${instance.frames}`)
  }
  if (
    notModified(
      request,
      reply,
      `"f${instance.hash}.${numbers.join('.')}${representation.form === 'stored' ? '' : representation.syntax}"`,
    )
  ) {
    return reply.code(304).send()
  }
  const contentType = `${representation.type}; transfer-syntax=${representation.syntax}`
  const [number] = numbers
  if (!representation.multipart && number !== undefined) {
    reply.type(contentType)
    if (representation.syntax === PROGRESSIVE && representation.form === 'encoded') {
      const copy = await progressiveFrame(call.services, instance, number - 1)
      if (copy) return sendInParts(call, reply, copy)
      await enqueueProgressiveOf(call.services, instance.id)
    }
    return reply.send(await frameBytes(call, instance, number, representation))
  }
  const boundary = newBoundary()
  reply.type(multipartType(representation.type, boundary))
  if (representation.form === 'stored' && travelsAsStored(instance)) {
    return reply.send(await nativeFrames(call, reply, instance, index, numbers, boundary, contentType))
  }
  const parts: AnswerPart[] = []
  for (const one of numbers) {
    parts.push({ contentType, bytes: await frameBytes(call, instance, one, representation) })
  }
  return reply.send(multipartBody(boundary, parts))
}

/** A frame of a progressive copy, or the part of it that is asked for (RFC 9110 §14). */
async function sendInParts(
  { services, request }: DicomwebCall,
  reply: FastifyReply,
  { hash, start, end }: ProgressiveFrame,
): Promise<FastifyReply> {
  const size = end - start
  reply.header('accept-ranges', 'bytes')
  const part = rangeOf(request.headers.range, size)
  if (part === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send()
  if (part) reply.code(206).header('content-range', `bytes ${part.start}-${part.end - 1}/${size}`)
  const { start: from, end: to } = part ?? { start: 0, end: size }
  const body = responseBuffer(reply.raw, to - from)
  const read = await services.objects.readInto(hash, { start: start + from, end: start + to }, body, 0)
  if (read !== to - from) throw new Error(`object ${hash} is shorter than its offsets`)
  return reply.send(body)
}

function frameNumbers(text: string): number[] {
  const numbers = decodeURIComponent(text)
    .split(',')
    .map((part) => (/^\d{1,7}$/.test(part.trim()) ? Number(part) : 0))
  if (numbers.some((number) => number < 1))
    throw new DicomwebFailure(400, 'Frames are a list of numbers from 1')
  if (numbers.length > MOST_FRAMES) throw new DicomwebFailure(400, `At most ${MOST_FRAMES} frames at once`)
  return numbers
}

function choose(
  wanted: readonly Acceptable[],
  instance: StoredInstance,
  frames: number,
): Representation | undefined {
  const stored = storedFrameSyntax(instance)
  for (const { type, root, transferSyntax: syntax } of wanted) {
    const multipart = covers(type, 'multipart/related')
    if (!multipart && frames !== 1) continue
    const media = multipart ? (root === type || root === 'application/dicom' ? '*/*' : root) : type
    const storedType = transferSyntax(stored)?.mediaType ?? OCTETS
    const asStored =
      syntax === '*' ||
      syntax === stored ||
      (syntax === undefined && (storedType !== OCTETS || stored === EXPLICIT_LE))
    // Compressed frames are asked for by their own type or, as viewers do, as octets of any syntax.
    if (asStored && (covers(media, storedType) || (media === OCTETS && syntax !== undefined))) {
      const named = covers(media, storedType) && media !== OCTETS ? storedType : OCTETS
      return { multipart, type: named, syntax: stored, form: 'stored' }
    }
    if (covers(media, OCTETS) && (syntax === undefined || syntax === EXPLICIT_LE || syntax === '*')) {
      if (transferSyntax(stored)?.compression === 'video') continue
      const form = stored === EXPLICIT_LE ? 'stored' : 'decoded'
      return { multipart, type: OCTETS, syntax: EXPLICIT_LE, form }
    }
    const target = syntax === undefined ? DEFAULT_SYNTAXES.get(media) : syntax
    const frameType = target === undefined ? undefined : transferSyntax(target)?.mediaType
    if (target !== undefined && frameType !== undefined && (covers(media, frameType) || media === OCTETS)) {
      const compression = transferSyntax(instance.transfer_syntax_uid)?.compression ?? 'none'
      if (instance.frame_index && canEncode(target, instance.frame_index.pixels, compression))
        return { multipart, type: frameType, syntax: target, form: 'encoded' }
    }
  }
  return undefined
}

async function frameBytes(
  { services }: DicomwebCall,
  instance: StoredInstance,
  number: number,
  { form, syntax }: Representation,
): Promise<Buffer> {
  if (form === 'stored') return storedFrame(services, instance, number - 1)
  if (form === 'encoded') return (await encodedFrame(services, instance, number - 1, syntax)).bytes
  return (await decodedFrame(services, instance, number - 1)).bytes
}

async function nativeFrames(
  { services }: DicomwebCall,
  reply: FastifyReply,
  instance: StoredInstance,
  index: FrameIndex,
  numbers: readonly number[],
  boundary: string,
  contentType: string,
): Promise<Buffer> {
  const tail = closing(boundary)
  const length = index.frameBits / 8
  const heads = numbers.map((_, n) => partHead(boundary, n === 0, contentType))
  const body = responseBuffer(
    reply.raw,
    heads.reduce((sum, head) => sum + head.length + length, tail.length),
  )
  let at = 0
  for (const [n, number] of numbers.entries()) {
    const head = heads[n]
    if (head) at += head.copy(body, at)
    const read = await services.objects.readInto(instance.hash, frameRange(index, number - 1), body, at)
    if (read !== length) throw new Error(`object ${instance.hash} is shorter than its index`)
    at += length
  }
  tail.copy(body, at)
  return body
}
