import type { FastifyReply } from 'fastify'
import type { JsonAttribute, JsonDataSet } from '../../dicom/json-model.ts'
import type { IngestReason, Outcome, Refused } from '../../ingest/outcome.ts'
import { finishFile, stageFile } from '../../ingest/receive.ts'
import type { IngestTarget } from '../../ingest/target.ts'
import { type DicomwebCall, uploadNamespace } from './context.ts'
import { sendDataSet } from './data-set-answer.ts'
import { isDataSetType } from './data-set-body.ts'
import { DicomwebFailure } from './failure.ts'
import { mediaType, multipartParts } from './multipart.ts'
import { storeMetadata, storePlainMetadata } from './stow-metadata.ts'

/** Failure Reason (0008,1197), PS3.18 table I.2-2; 0124 is PS3.7's “not authorized”. */
const FAILURE_REASON: Partial<Record<IngestReason, number>> = {
  UNKNOWN_TRANSFER_SYNTAX: 0xc122,
  WRONG_STUDY: 0xa900,
  PATIENT_MISMATCH: 0x0110,
  FROZEN: 0x0124,
  STORE_FAILED: 0x0110,
  TOO_LARGE: 0xa700,
}
const CANNOT_UNDERSTAND = 0xc000

/** Files of one request that are checked and written while the next one comes in. */
const IN_FLIGHT = 32

/** STOW-RS (PS3.18 §10.5): files, or metadata with bulk data; the answer says of each instance what became of it. */
export async function storeInstances(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { params } = call
  const namespace = await uploadNamespace(call)
  const target: IngestTarget = {
    account_id: namespace.account_id,
    storage_namespace: namespace.uuid,
    actor: call.actor,
    record: 'make',
    study_uid: params.study,
  }
  const done = await outcomesOf(call, target)
  if (done.length === 0) throw new DicomwebFailure(400, 'The request holds no file')
  const refused = done.filter((outcome) => outcome.state === 'refused').length
  const status = refused === 0 ? 200 : refused < done.length ? 202 : 409
  return sendDataSet(call, reply.code(status), storeResponse(call.base, done))
}

/** Stores what the body holds, in the form that its media type names. */
async function outcomesOf(call: DicomwebCall, target: IngestTarget): Promise<Outcome[]> {
  const { request, services } = call
  const { type, parameters } = mediaType(request.headers['content-type'] ?? '')
  if (isDataSetType(type)) return storePlainMetadata(services, target, type, request.raw)
  const root = parameters.get('type')?.toLowerCase() ?? ''
  const boundary = parameters.get('boundary')
  if (type === 'multipart/related' && isDataSetType(root) && boundary)
    return storeMetadata(services, target, root, multipartParts(request.raw, boundary))
  return storeFiles(call, target)
}

/** DICOM files, several of them under way at once. */
async function storeFiles(call: DicomwebCall, target: IngestTarget): Promise<Outcome[]> {
  const { services } = call
  const outcomes: Promise<Outcome>[] = []
  let inFlight = 0
  const waiting: (() => void)[] = []
  for await (const body of files(call)) {
    const staged = await stageFile(services, body)
    if (inFlight >= IN_FLIGHT) await new Promise<void>((resolve) => waiting.push(resolve))
    inFlight++
    const outcome = finishFile(services, target, staged)
      .catch((error: unknown): Refused => {
        services.log.error({ err: error }, 'an image could not be stored')
        return {
          state: 'refused',
          reason: 'STORE_FAILED',
          message: 'The file could not be stored; send it again',
        }
      })
      .finally(() => {
        inFlight--
        waiting.shift()?.()
      })
    outcomes.push(outcome)
  }
  return Promise.all(outcomes)
}

/** The files of the request body: the parts of multipart/related, or the body itself as application/dicom. */
async function* files({ request }: DicomwebCall): AsyncGenerator<AsyncIterable<Buffer>> {
  const { type, parameters } = mediaType(request.headers['content-type'] ?? '')
  if (type === 'application/dicom') {
    yield request.raw
    return
  }
  const boundary = parameters.get('boundary')
  if (type !== 'multipart/related')
    throw new DicomwebFailure(415, 'Send multipart/related; type="application/dicom"')
  if (!boundary) throw new DicomwebFailure(400, 'The Content-Type has no boundary')
  const root = parameters.get('type')?.toLowerCase()
  if (root !== undefined && root !== 'application/dicom')
    throw new DicomwebFailure(415, `Parts of type ${root} are not taken`)
  for await (const part of multipartParts(request.raw, boundary)) yield part.body
}

const ui = (value: string): JsonAttribute => ({ vr: 'UI', Value: [value] })
const us = (value: number): JsonAttribute => ({ vr: 'US', Value: [value] })
const ur = (value: string): JsonAttribute => ({ vr: 'UR', Value: [value] })
const lo = (value: string): JsonAttribute => ({ vr: 'LO', Value: [value.slice(0, 200)] })

/** The Store Instances Response Module (PS3.18 §I.2.2); Error Comment (0000,0902) says in words what went wrong. */
function storeResponse(base: string, outcomes: readonly Outcome[]): JsonDataSet {
  const stored: JsonDataSet[] = []
  const failed: JsonDataSet[] = []
  const other: JsonDataSet[] = []
  const studies = new Set<string>()
  for (const outcome of outcomes) {
    if (outcome.state !== 'refused') {
      const { StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID, SOPClassUID } = outcome
      studies.add(StudyInstanceUID)
      const url = `${base}/studies/${StudyInstanceUID}/series/${SeriesInstanceUID}/instances/${SOPInstanceUID}`
      stored.push({ '00081150': ui(SOPClassUID), '00081155': ui(SOPInstanceUID), '00081190': ur(url) })
      continue
    }
    const why = {
      '00000902': lo(outcome.message),
      '00081197': us(FAILURE_REASON[outcome.reason] ?? CANNOT_UNDERSTAND),
    }
    if (outcome.SOPInstanceUID === undefined) other.push(why)
    else {
      failed.push({
        ...why,
        '00081150': ui(outcome.SOPClassUID ?? ''),
        '00081155': ui(outcome.SOPInstanceUID),
      })
    }
  }
  const response: JsonDataSet = {}
  const [study] = studies
  if (studies.size === 1 && study !== undefined) response['00081190'] = ur(`${base}/studies/${study}`)
  else response['00081190'] = { vr: 'UR' }
  if (failed.length > 0) response['00081198'] = { vr: 'SQ', Value: failed }
  if (stored.length > 0) response['00081199'] = { vr: 'SQ', Value: stored }
  // Failures whose file names no instance (PS3.18 §I.2.2.1): the standard has a sequence of its own for them.
  if (other.length > 0) response['0008119A'] = { vr: 'SQ', Value: other }
  return response
}
