import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { readHeader } from '../../dicom/instance.ts'
import type { Header } from '../../dicom/part10.ts'
import { firstText, headerSource } from '../../dicom/values.ts'
import type { StoredInstance } from '../../imaging/stored-study.ts'
import type { Services } from '../../services.ts'
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

const ITEM = 0xfffee000

/** The bytes of encapsulated pixel data without the frames of its items; the offset table comes first and is passed over. */
async function* fragments(
  { objects }: Services,
  { hash }: StoredInstance,
  { pixelData }: Header,
): AsyncGenerator<Buffer> {
  if (!pixelData) return
  const end = pixelData.offset + pixelData.length
  let at = pixelData.offset
  for (let n = 0; at + 8 <= end; n++) {
    const head = await objects.read(hash, { start: at, end: at + 8 })
    const tag = head.readUInt16LE(0) * 0x10000 + head.readUInt16LE(2)
    if (tag !== ITEM) return
    const length = head.readUInt32LE(4)
    at += 8
    if (n > 0 && length > 0) yield* objects.stream(hash, { start: at, end: Math.min(end, at + length) })
    at += length
  }
}

/** `/video`: the film of an object in a video transfer syntax, as the camera made it. */
export async function encapsulatedVideo(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { image } = await imageOfCall(call)
  const header = await headerOf(call.services, image)
  if (header.transferSyntax.compression !== 'video' || !header.pixelData)
    throw new StorageFailure('NOT_VIDEO_IN_IMAGE', 'The object holds no video')
  const start = await call.services.objects.read(image.hash, {
    start: header.pixelData.offset,
    end: header.pixelData.offset + Math.min(64, header.pixelData.length),
  })
  const mp4 = start.includes('ftyp')
  if (queryFlag(call, 'reencode_video') && !mp4)
    throw new StorageFailure('NOT_ACCEPTABLE', 'Films are passed on as they are; this one is no MP4')
  return reply
    .type(mp4 ? 'video/mp4' : 'video/mpeg')
    .header('cache-control', FOR_GOOD)
    .header('x-content-type-options', 'nosniff')
    .send(Readable.from(fragments(call.services, image, header)))
}
