import type { FastifyReply } from 'fastify'
import type { JsonAttribute, JsonDataSet, JsonValue } from '../../dicom/json-model.ts'
import { asShown, editsOfRecord } from '../../imaging/edited.ts'
import { seriesMetadata, seriesRevisions } from '../../imaging/series-metadata.ts'
import { findInstances, instanceMetadata } from '../../imaging/stored-study.ts'
import { unpackMetadata } from '../../ingest/metadata.ts'
import { filledStudyOfCall, type StorageCall } from './call.ts'
import { StorageFailure } from './failure.ts'

/** The storage API's own DICOMweb metadata: DICOM JSON without any binary value. */

const isDataSet = (value: JsonValue): value is JsonDataSet =>
  typeof value === 'object' &&
  value !== null &&
  !('Alphabetic' in value || 'Ideographic' in value || 'Phonetic' in value)

function withoutBinary(json: JsonDataSet): JsonDataSet {
  const kept: JsonDataSet = {}
  for (const [tag, attribute] of Object.entries(json)) {
    if (attribute.BulkDataURI !== undefined || attribute.InlineBinary !== undefined) continue
    kept[tag] = attribute.vr === 'SQ' ? sequence(attribute) : attribute
  }
  return kept
}

const sequence = (attribute: JsonAttribute): JsonAttribute =>
  attribute.Value
    ? { vr: 'SQ', Value: attribute.Value.map((item) => (isDataSet(item) ? withoutBinary(item) : item)) }
    : attribute

/** `/dicomweb/{namespace}/studies/{studyUid}[/series/{seriesUid}]/metadata`: an array. */
export async function storageMetadata(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, params } = call
  const study = await filledStudyOfCall(call)
  const series = await seriesRevisions(services, study.id, params.series)
  if (series.length === 0) throw new StorageFailure('SERIES_NOT_FOUND', 'There is no such series')
  const edits = await editsOfRecord(services.db, study.record)
  const parts = await seriesMetadata(services.db, series, '')
  const instances = parts.flatMap((part): JsonDataSet[] => JSON.parse(`[${part.toString('utf8')}]`))
  return reply
    .header('cache-control', 'private, no-cache')
    .send(instances.map((json) => asShown(withoutBinary(json), study, edits)))
}

/** `.../instances/{imageUid}/metadata`: an object, not an array (v3-clients 10). */
export async function storageInstanceMetadata(call: StorageCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, params } = call
  const study = await filledStudyOfCall(call)
  const [image] = await findInstances(services, study, {
    series_uid: params.series,
    sop_instance_uid: params.image ?? '',
  })
  const packed = image && (await instanceMetadata(services, image.id))
  if (!packed) throw new StorageFailure('IMAGE_NOT_FOUND', 'There is no such image')
  const json: JsonDataSet = JSON.parse(unpackMetadata(packed).toString('utf8'))
  return reply
    .header('cache-control', 'private, no-cache')
    .send(asShown(withoutBinary(json), study, await editsOfRecord(services.db, study.record)))
}
