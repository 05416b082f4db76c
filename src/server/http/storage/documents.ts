import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { readHeader } from '../../dicom/instance.ts'
import { firstText, headerSource } from '../../dicom/values.ts'
import type { StoredInstance } from '../../imaging/stored-study.ts'
import type { Services } from '../../services.ts'
import { sendFilm, storedFilm } from '../dicomweb/film.ts'
import { imageOfCall, queryFlag, type StorageCall } from './call.ts'
import { StorageFailure } from './failure.ts'

/** What objects carry that is no image of frames: PDF documents and films. */

const ENCAPSULATED_DOCUMENT = 0x00420011
const DOCUMENT_LENGTH = 0x00420015
const MIME_TYPE = 0x00420012

const headerOf = (services: Services, { size, hash }: StoredInstance) =>
  readHeader(size, (range) => services.objects.read(hash, range))

const FOR_GOOD = 'private, max-age=31536000, immutable'

/** `/pdf`: the document of an Encapsulated PDF object (PS3.3 A.45.1). */
export async function encapsulatedPdf(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { image } = await imageOfCall(call)
  const header = await headerOf(call.services, image)
  const document = header.dataSet.get(ENCAPSULATED_DOCUMENT)
  const mime = firstText(header.dataSet, MIME_TYPE, headerSource(header))
  if (!document || document.length === 0 || (mime !== '' && mime.toLowerCase() !== 'application/pdf'))
    throw new StorageFailure('NOT_PDF_FILE', 'The object holds no PDF')
  const said = header.dataSet.get(DOCUMENT_LENGTH)
  const exact = said?.length === 4 ? header.bytes.readUInt32LE(said.offset) : 0
  const length = exact > 0 && exact <= document.length ? exact : document.length
  const range = { start: document.offset, end: document.offset + length }
  const inFile = header.bytes === header.file
  return reply
    .type('application/pdf')
    .header('cache-control', FOR_GOOD)
    .header('content-length', length)
    .header('content-security-policy', 'sandbox')
    .header('x-content-type-options', 'nosniff')
    .send(
      inFile
        ? call.services.objects.stream(image.hash, range)
        : Readable.from([header.bytes.subarray(range.start, range.end)]),
    )
}

/** `/video`: the film of an object in a video transfer syntax, as the camera made it. */
export async function encapsulatedVideo(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { image } = await imageOfCall(call)
  const film = await storedFilm(call.services, image)
  if (!film) throw new StorageFailure('NOT_VIDEO_IN_IMAGE', 'The object holds no video')
  if (queryFlag(call, 'reencode_video') && film.type !== 'video/mp4')
    throw new StorageFailure('NOT_ACCEPTABLE', 'Films are passed on as they are; this one is no MP4')
  reply.header('cache-control', FOR_GOOD).header('x-content-type-options', 'nosniff')
  return sendFilm(call.services, call.request, reply, film)
}
