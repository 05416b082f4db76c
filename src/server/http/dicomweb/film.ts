import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FrameIndex } from '../../dicom/frame-index.ts'
import { transferSyntax } from '../../dicom/transfer-syntax.ts'
import type { StoredInstance } from '../../imaging/stored-study.ts'
import type { ByteRange } from '../../objects/store.ts'
import type { Services } from '../../services.ts'
import { acceptables, covers } from './accept.ts'
import { notModified } from './conditional.ts'
import type { DicomwebCall } from './context.ts'
import { DicomwebFailure } from './failure.ts'
import { queryText } from './query.ts'
import { rangeOf } from './range.ts'

export const isFilm = ({ transfer_syntax_uid }: StoredInstance): boolean =>
  transferSyntax(transfer_syntax_uid)?.compression === 'video'

/**
 * A film as its rendered form (PS3.18 §8.7.4): the stream as it stands in the file, without the items around it, in
 * parts where a player asks for them.
 */
export async function retrieveFilm(
  { request, services }: DicomwebCall,
  reply: FastifyReply,
  instance: StoredInstance,
): Promise<FastifyReply> {
  const film = await storedFilm(services, instance)
  if (!film) throw new DicomwebFailure(404, 'There is no film')
  const wanted = acceptables(request.headers.accept, queryText(request, 'accept'))
  if (!wanted.some((one) => covers(one.type, film.type) || covers(one.root, film.type)))
    throw new DicomwebFailure(406, `This object is a film: ${film.type}`)
  if (notModified(request, reply, `"v${instance.hash}"`)) return reply.code(304).send()
  return sendFilm(services, request, reply, film)
}

export interface StoredFilm {
  hash: string
  /** The media type of the stream. */
  type: string
  pieces: readonly ByteRange[]
}

/** The film of an instance in a video transfer syntax; nothing for any other. */
export async function storedFilm(
  { objects }: Services,
  instance: StoredInstance,
): Promise<StoredFilm | undefined> {
  const { hash, frame_index: index } = instance
  if (!index || !isFilm(instance)) return undefined
  const read = (range: ByteRange) => objects.read(hash, range)
  const pieces = await piecesOf(index, read)
  const [first] = pieces
  if (!first) return undefined
  const type = containerOf(await read({ start: first.start, end: Math.min(first.end, first.start + 16) }))
  return { hash, type, pieces }
}

/** Sends a film, or the part of it that the request's range names. */
export function sendFilm(
  { objects }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { hash, type, pieces }: StoredFilm,
): FastifyReply {
  const size = pieces.reduce((sum, { start, end }) => sum + end - start, 0)
  reply.type(type).header('accept-ranges', 'bytes')
  const part = rangeOf(request.headers.range, size)
  if (part === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send()
  const whole = part ?? { start: 0, end: size }
  if (part) reply.code(206).header('content-range', `bytes ${part.start}-${part.end - 1}/${size}`)
  reply.header('content-length', whole.end - whole.start)
  const streams = cut(pieces, whole).map((range) => () => objects.stream(hash, range))
  return reply.send(Readable.from(inTurn(streams)))
}

async function* inTurn(streams: readonly (() => Readable)[]): AsyncGenerator<Uint8Array> {
  for (const open of streams) yield* open()
}

/** The fragments of the film, without their item headers: one as a rule, several in the fragmentable syntaxes. */
async function piecesOf(
  { starts }: FrameIndex,
  read: (range: ByteRange) => Promise<Buffer>,
): Promise<ByteRange[]> {
  const [from, to] = starts
  const pieces: ByteRange[] = []
  if (from === undefined || to === undefined) return pieces
  for (let at = from; at + 8 <= to; ) {
    const head = await read({ start: at, end: at + 8 })
    const length = head.readUInt32LE(4)
    pieces.push({ start: at + 8, end: Math.min(to, at + 8 + length) })
    at += 8 + length
  }
  return pieces
}

/** What of the pieces lies in a range of the film they make. */
function cut(pieces: readonly ByteRange[], { start, end }: ByteRange): ByteRange[] {
  let before = 0
  return pieces.flatMap((piece) => {
    const from = Math.max(start - before, 0)
    const to = Math.min(end - before, piece.end - piece.start)
    before += piece.end - piece.start
    return to > from ? [{ start: piece.start + from, end: piece.start + to }] : []
  })
}

/** The media type of the stream by its first bytes: containers and bare streams are both allowed (PS3.5 §8.2.5 on). */
function containerOf(bytes: Buffer): string {
  if (bytes.toString('latin1', 4, 8) === 'ftyp') return 'video/mp4'
  if (bytes[0] === 0x47) return 'video/mp2t'
  return bytes.length >= 4 && bytes.readUInt32BE(0) >= 0x1b3 ? 'video/mpeg' : 'video/h264'
}
