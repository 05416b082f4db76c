import type { FastifyReply } from 'fastify'
import { applyEdits, editTag } from '../../imaging/edited.ts'
import { seriesMetadata, seriesRevisions, withAddresses } from '../../imaging/series-metadata.ts'
import { findInstances, instanceMetadata } from '../../imaging/stored-study.ts'
import { unpackMetadata } from '../../ingest/metadata.ts'
import { notModified } from './conditional.ts'
import { type DicomwebCall, studyOf } from './context.ts'
import { sendDataSets, wantsXml } from './data-set-answer.ts'
import { DicomwebFailure } from './failure.ts'

const OPEN = Buffer.from('[')
const CLOSE = Buffer.from(']')
const COMMA = Buffer.from(',')

/** WADO-RS metadata of a study or a series (PS3.18 §10.4.1.1.2). */
export async function retrieveMetadata(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, params } = call
  const study = await studyOf(call)
  const series = await seriesRevisions(services, study.id, params.series)
  if (series.length === 0) throw new DicomwebFailure(404, 'There is no such series')
  const etag = `"m${series.length === 1 ? `${series[0]?.id}.${series[0]?.revision}` : `${study.id}.${study.revision}s`}${editTag(study)}${formTag(call)}"`
  if (notModified(call.request, reply, etag)) return reply.code(304).send()
  const base = `${call.base}/studies/${study.study_uid}`
  const parts = await seriesMetadata(services.db, series, base)
  const body: Buffer[] = [OPEN]
  for (const part of parts) {
    if (part.length === 0) continue
    if (body.length > 1) body.push(COMMA)
    body.push(part)
  }
  body.push(CLOSE)
  const json = Buffer.concat(body)
  return sendDataSets(call, reply, await applyEdits(services.db, study, json))
}

/** The same for one instance. */
export async function retrieveInstanceMetadata(
  call: DicomwebCall,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { services, params } = call
  const study = await studyOf(call)
  const [instance] = await findInstances(services, study, {
    series_uid: params.series,
    sop_instance_uid: params.instance,
    withoutFiles: true,
  })
  if (!instance) throw new DicomwebFailure(404, 'There is no such instance')
  if (notModified(call.request, reply, `"m${instance.hash}${editTag(study)}${formTag(call)}"`))
    return reply.code(304).send()
  const packed = await instanceMetadata(services, instance.id)
  if (!packed) throw new DicomwebFailure(404, 'There is no such instance')
  const json = withAddresses(unpackMetadata(packed), `${call.base}/studies/${study.study_uid}`)
  const array = Buffer.concat([OPEN, json, CLOSE])
  return sendDataSets(call, reply, await applyEdits(services.db, study, array))
}

/** The forms of an answer differ, and so do their tags. */
const formTag = (call: DicomwebCall): string => (wantsXml(call) ? 'x' : '')
