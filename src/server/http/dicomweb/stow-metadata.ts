import { encodeFile, jsonText } from '../../dicom/json-encode.ts'
import type { JsonDataSet } from '../../dicom/json-model.ts'
import { DicomRefusal } from '../../dicom/refusal.ts'
import { EXPLICIT_LE, transferSyntax } from '../../dicom/transfer-syntax.ts'
import { type BulkPart, pixelsOfMedia } from '../../imaging/media-pixels.ts'
import type { Outcome } from '../../ingest/outcome.ts'
import { MAX_FILE, receiveFile } from '../../ingest/receive.ts'
import type { IngestTarget } from '../../ingest/target.ts'
import { streamStaged } from '../../objects/staged-stream.ts'
import type { Services } from '../../services.ts'
import { dataSetsOf, isDataSetType, textOf } from './data-set-body.ts'
import { DicomwebFailure } from './failure.ts'
import { mediaType, type Part } from './multipart.ts'

/**
 * STOW-RS of metadata with bulk data apart (PS3.18 §10.5.1): JSON or XML data sets whose values of any size are other
 * parts of the request, pictures and videos among them.
 */

/** Values beside the pixels are put together in memory. */
const MOST_INLINE = 256 * 1024 * 1024
const PIXEL_DATA = '7FE00010'

/** Takes the parts of a request in and stores what they describe, one outcome for each data set. */
export async function storeMetadata(
  services: Services,
  target: IngestTarget,
  root: string,
  parts: AsyncIterable<Part>,
): Promise<Outcome[]> {
  const sets: JsonDataSet[] = []
  const bulk = new Map<string, BulkPart>()
  try {
    for await (const { headers, body } of parts) {
      const { type, parameters } = mediaType(headers.get('content-type') ?? root)
      if (isDataSetType(type)) {
        sets.push(...dataSetsOf(await textOf(body), type))
        continue
      }
      const object = await services.objects.stage(body, { limit: MAX_FILE })
      const location =
        headers.get('content-location') ?? headers.get('content-id')?.replace(/^<|>$/g, '') ?? ''
      if (bulk.has(location)) {
        await object.discard()
        throw new DicomwebFailure(400, 'Two parts have the same Content-Location')
      }
      bulk.set(location, { object, type, transferSyntaxUID: parameters.get('transfer-syntax') })
    }
    const outcomes: Outcome[] = []
    for (const set of sets) outcomes.push(await storeSet(services, target, set, bulk))
    return outcomes
  } finally {
    for (const { object } of bulk.values()) await object.discard()
  }
}

/** One data set whose values stand in it. */
export const storePlainMetadata = (
  services: Services,
  target: IngestTarget,
  type: string,
  body: AsyncIterable<Buffer>,
): Promise<Outcome[]> =>
  storeMetadata(
    services,
    target,
    type,
    (async function* () {
      yield { headers: new Map([['content-type', type]]), body }
    })(),
  )

async function storeSet(
  services: Services,
  target: IngestTarget,
  set: JsonDataSet,
  bulk: ReadonlyMap<string, BulkPart>,
): Promise<Outcome> {
  const identity = {
    SOPInstanceUID: jsonText(set, '00080018'),
    SOPClassUID: jsonText(set, '00080016'),
  }
  try {
    return await receiveFile(services, target, await fileOf(set, bulk))
  } catch (error) {
    if (!(error instanceof DicomRefusal)) throw error
    const { SOPInstanceUID, SOPClassUID } = identity
    return {
      state: 'refused',
      reason: error.reason,
      message: error.message,
      ...(SOPInstanceUID ? { SOPInstanceUID } : {}),
      ...(SOPClassUID ? { SOPClassUID } : {}),
    }
  }
}

/** The file that metadata and bulk data make together; everything is checked before its first byte. */
async function fileOf(
  set: JsonDataSet,
  bulk: ReadonlyMap<string, BulkPart>,
): Promise<AsyncIterable<Uint8Array>> {
  const inline = await inlineValues(set, bulk)
  const values = (uri: string): Buffer => {
    const value = inline.get(uri)
    if (!value)
      throw new DicomRefusal('MALFORMED', `No part of the request has the location ${uri.slice(0, 100)}`)
    return value
  }
  const uri = set[PIXEL_DATA]?.BulkDataURI
  const said = jsonText(set, '00083002')
  if (uri === undefined) return checked(encodeFile(set, { bulk: values }))
  const part = bulk.get(uri)
  if (!part)
    throw new DicomRefusal('MALFORMED', `No part of the request has the location ${uri.slice(0, 100)}`)
  const media = await pixelsOfMedia(part, set)
  if (media) return checked(encodeFile({ ...set, ...media.attributes }, { bulk: values, ...media }))
  const transferSyntaxUID = part.transferSyntaxUID ?? said ?? EXPLICIT_LE
  const syntax = transferSyntax(transferSyntaxUID)
  if (!syntax) throw new DicomRefusal('UNKNOWN_TRANSFER_SYNTAX', 'The transfer syntax of a part is unknown')
  const source = streamStaged(part.object)
  const { size: length } = part.object
  // Plain bytes are stored as little endian whatever the metadata came from.
  const pixels = { vr: set[PIXEL_DATA]?.vr ?? 'OW', length, encapsulated: syntax.encapsulated, source }
  const uid = syntax.encapsulated ? transferSyntaxUID : EXPLICIT_LE
  return checked(encodeFile(set, { transferSyntaxUID: uid, bulk: values, pixels }))
}

/** Draws the first chunk, which says whether the data set can be written at all. */
async function checked(file: AsyncGenerator<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const meta = await file.next()
  const head = await file.next()
  async function* whole() {
    if (!meta.done) yield meta.value
    if (!head.done) yield head.value
    yield* file
  }
  return whole()
}

/** Every referenced value but the pixels, read. */
async function inlineValues(
  set: JsonDataSet,
  bulk: ReadonlyMap<string, BulkPart>,
): Promise<Map<string, Buffer>> {
  const values = new Map<string, Buffer>()
  let size = 0
  for (const uri of references(set, true)) {
    const part = bulk.get(uri)
    if (!part || values.has(uri)) continue
    size += part.object.size
    if (size > MOST_INLINE) throw new DicomRefusal('TOO_LARGE', 'Its values are too large together')
    values.set(uri, await part.object.read({ start: 0, end: part.object.size }))
  }
  return values
}

function* references(set: JsonDataSet, outer: boolean): Generator<string> {
  for (const [tag, { BulkDataURI, Value }] of Object.entries(set)) {
    if (BulkDataURI !== undefined && !(outer && tag === PIXEL_DATA)) yield BulkDataURI
    for (const value of Value ?? [])
      if (typeof value === 'object' && value !== null)
        for (const nested of Object.values(value))
          if (typeof nested === 'object') yield* references(Object.fromEntries([['0', nested]]), false)
  }
}
