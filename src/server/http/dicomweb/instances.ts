import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { EXPLICIT_LE, transferSyntax } from '../../dicom/transfer-syntax.ts'
import { responseBuffer } from '../../imaging/buffer-pool.ts'
import { changedFile } from '../../imaging/changed-file.ts'
import { type Edits, editsOf, isEmpty, NO_EDITS, saysElse, withEdits } from '../../imaging/edited.ts'
import { rewriteInstance } from '../../imaging/rewrite.ts'
import type { SeenThrough, StoredInstance } from '../../imaging/stored-study.ts'
import { canTranscode, transcodeInstance } from '../../imaging/transcode.ts'
import type { Services } from '../../services.ts'
import { type Acceptable, acceptables, covers } from './accept.ts'
import { notModified } from './conditional.ts'
import { type DicomwebCall, foundInstances } from './context.ts'
import { DicomwebFailure } from './failure.ts'
import { closing, multipartType, newBoundary, partHead } from './multipart-answer.ts'
import { queryText } from './query.ts'
import { rangeOf } from './range.ts'

/** Small files go out in one piece, larger ones as a stream. */
const ONE_PIECE = 4 * 1024 * 1024

interface Representation {
  multipart: boolean
  /** `*`: as stored. */
  syntax: string
}

/** An instance with what the record that it is seen through says instead. */
export interface SentInstance extends StoredInstance {
  edits: Edits
}

export async function sentThrough(
  { db }: Pick<Services, 'db'>,
  through: SeenThrough,
  instances: readonly StoredInstance[],
): Promise<SentInstance[]> {
  const edits = saysElse(through) ? await editsOf(db, through) : NO_EDITS
  return instances.map((instance) => ({ ...instance, edits }))
}

/** As it is stored: nothing stands between the file and whoever asks for it. */
const asStored = ({ anonymization, edits }: SentInstance): boolean => anonymization === null && isEmpty(edits)

/**
 * WADO-RS study, series and instance (PS3.18 §10.4.1.1.1): DICOM files, as stored unless another syntax is asked for or
 * the record says something else than they do.
 */
export async function retrieveInstances(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { params, request } = call
  const found = await foundInstances(call)
  const instances = await sentThrough(call.services, found.through, found.instances)
  const [first] = instances
  if (!first) throw new DicomwebFailure(404, 'There is no such object')
  const wanted = acceptables(request.headers.accept, queryText(request, 'accept'))
  const representation = choose(wanted, instances)
  if (!representation) throw new DicomwebFailure(406, 'The images are not available in an acceptable form')
  if (
    params.instance !== undefined &&
    asStored(first) &&
    notModified(request, reply, `"i${first.hash}${representation.syntax}"`)
  ) {
    return reply.code(304).send()
  }
  return representation.multipart
    ? sendMultipart(call, reply, instances, representation.syntax)
    : sendFile(call, reply, first, representation.syntax)
}

function choose(
  wanted: readonly Acceptable[],
  instances: readonly StoredInstance[],
): Representation | undefined {
  for (const { type, root, transferSyntax: syntax = '*' } of wanted) {
    const single = instances.length === 1 && type === 'application/dicom'
    const multipart =
      covers(type, 'multipart/related') && covers(root === type ? '*/*' : root, 'application/dicom')
    if (!single && !multipart) continue
    if (instances.every((instance) => canTranscode(instance, syntax))) return { multipart: !single, syntax }
  }
  return undefined
}

function fileType(instance: SentInstance, syntax: string): string {
  const asked = syntax === '*' ? instance.transfer_syntax_uid : syntax
  // With other values in it, what is not compressed is written anew.
  const plain = !asStored(instance) && !transferSyntax(asked)?.encapsulated
  return `application/dicom; transfer-syntax=${plain ? EXPLICIT_LE : asked}`
}

/** The file goes out as it is stored. */
const untouched = (instance: SentInstance, syntax: string): boolean =>
  asStored(instance) && (syntax === '*' || syntax === instance.transfer_syntax_uid)

/** The file made anew: in another transfer syntax, or in its own with other values. */
function madeAnew(services: Services, instance: SentInstance, syntax: string): AsyncGenerator<Buffer> {
  const file =
    syntax === '*' || syntax === instance.transfer_syntax_uid
      ? rewriteInstance(services, instance, {})
      : transcodeInstance(services, instance, syntax)
  const { edits } = instance
  return isEmpty(edits) ? file : changedFile(file, (set) => withEdits(set, edits))
}

export async function sendFile(
  call: DicomwebCall,
  reply: FastifyReply,
  instance: SentInstance,
  syntax: string,
): Promise<FastifyReply> {
  const { services, request } = call
  reply
    .type(fileType(instance, syntax))
    .header('content-disposition', `inline; filename="${instance.sop_instance_uid}.dcm"`)
  if (!untouched(instance, syntax))
    return reply.send(
      Readable.from(madeAnew(services, instance, syntax), {
        objectMode: false,
        highWaterMark: ONE_PIECE,
      }),
    )
  reply.header('accept-ranges', 'bytes')
  const range = rangeOf(request.headers.range, instance.size)
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${instance.size}`).send()
  }
  const { start, end } = range ?? { start: 0, end: instance.size }
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${instance.size}`)
  reply.header('content-length', end - start)
  if (end - start <= ONE_PIECE) {
    const body = responseBuffer(reply.raw, end - start)
    await services.objects.readInto(instance.hash, { start, end }, body, 0)
    return reply.send(body)
  }
  return reply.send(services.objects.stream(instance.hash, { start, end }))
}

async function sendMultipart(
  call: DicomwebCall,
  reply: FastifyReply,
  instances: readonly SentInstance[],
  syntax: string,
): Promise<FastifyReply> {
  const boundary = newBoundary()
  reply.type(multipartType('application/dicom', boundary))
  const [only] = instances
  if (instances.length === 1 && only && untouched(only, syntax) && only.size <= ONE_PIECE) {
    return reply.send(await onePiece(call.services, reply, only, boundary, syntax))
  }
  if (instances.every((instance) => untouched(instance, syntax))) {
    reply.header('content-length', multipartLength(instances, boundary, syntax))
    return sendStored(call.services, reply, instances, boundary, syntax)
  }
  return reply.send(
    Readable.from(pieces(call.services, instances, boundary, syntax), {
      objectMode: false,
      highWaterMark: ONE_PIECE,
    }),
  )
}

/**
 * Files as they are, one after the other: while one goes out of one buffer, the next is read into another. New memory
 * for each file would keep the garbage collector busier than the network.
 */
async function sendStored(
  services: Services,
  reply: FastifyReply,
  instances: readonly SentInstance[],
  boundary: string,
  syntax: string,
): Promise<FastifyReply> {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(
    200,
    Object.fromEntries(
      Object.entries(reply.getHeaders()).filter(
        (pair): pair is [string, string | number] => pair[1] !== undefined,
      ),
    ),
  )
  if (reply.request.method === 'HEAD') {
    raw.end()
    return reply
  }
  const buffers: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)]
  let going: Promise<void> = Promise.resolve()
  try {
    for (const [n, instance] of instances.entries()) {
      const head = partHead(boundary, n === 0, fileType(instance, syntax))
      const length = Math.min(instance.size, ONE_PIECE)
      const side = n % 2 === 0 ? 0 : 1
      if (buffers[side].length < head.length + length)
        buffers[side] = Buffer.allocUnsafeSlow(head.length + length + 64 * 1024)
      const memory = buffers[side]
      head.copy(memory)
      await services.objects.readInto(instance.hash, { start: 0, end: length }, memory, head.length)
      await going
      going = written(raw, memory.subarray(0, head.length + length))
      // Awaited before the next file; a failure meanwhile is no unhandled one.
      going.catch(() => undefined)
      for (let at = length; at < instance.size; at += ONE_PIECE) {
        await going
        const end = Math.min(instance.size, at + ONE_PIECE)
        await services.objects.readInto(instance.hash, { start: at, end }, memory, 0)
        going = written(raw, memory.subarray(0, end - at))
        going.catch(() => undefined)
      }
    }
    await going
    raw.end(closing(boundary))
  } catch (error) {
    // The status is out already: a body that is too short tells the client.
    if (!raw.destroyed) services.log.error({ err: error }, 'sending images broke off')
    raw.destroy()
  }
  return reply
}

/** Resolves when the bytes were handed to the operating system; rejects when the client has gone. */
function written(raw: FastifyReply['raw'], bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the client has gone'))
    if (raw.destroyed) {
      gone()
      return
    }
    raw.once('close', gone)
    raw.write(bytes, (error) => {
      raw.off('close', gone)
      if (error) reject(error)
      else resolve()
    })
  })
}

/** The file is read straight to its place in the answer. */
async function onePiece(
  services: Services,
  reply: FastifyReply,
  instance: SentInstance,
  boundary: string,
  syntax: string,
): Promise<Buffer> {
  const head = partHead(boundary, true, fileType(instance, syntax))
  const tail = closing(boundary)
  const body = responseBuffer(reply.raw, head.length + instance.size + tail.length)
  head.copy(body)
  const read = await services.objects.readInto(
    instance.hash,
    { start: 0, end: instance.size },
    body,
    head.length,
  )
  if (read !== instance.size)
    throw new Error(`object ${instance.hash} is shorter than ${instance.size} bytes`)
  tail.copy(body, head.length + instance.size)
  return body
}

function multipartLength(instances: readonly SentInstance[], boundary: string, syntax: string): number {
  return instances.reduce(
    (sum, instance, n) =>
      sum + partHead(boundary, n === 0, fileType(instance, syntax)).length + instance.size,
    closing(boundary).length,
  )
}

async function* pieces(
  services: Services,
  instances: readonly SentInstance[],
  boundary: string,
  syntax: string,
) {
  for (const [n, instance] of instances.entries()) {
    const head = partHead(boundary, n === 0, fileType(instance, syntax))
    if (!untouched(instance, syntax)) {
      yield head
      yield* madeAnew(services, instance, syntax)
    } else if (instance.size <= ONE_PIECE) {
      const piece = Buffer.allocUnsafe(head.length + instance.size)
      head.copy(piece)
      await services.objects.readInto(instance.hash, { start: 0, end: instance.size }, piece, head.length)
      yield piece
    } else {
      yield head
      yield* services.objects.stream(instance.hash)
    }
  }
  yield closing(boundary)
}
