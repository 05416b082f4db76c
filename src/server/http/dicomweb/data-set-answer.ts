import type { FastifyReply } from 'fastify'
import type { JsonDataSet } from '../../dicom/json-model.ts'
import { xmlOf } from '../../dicom/xml-write.ts'
import { acceptables, covers } from './accept.ts'
import type { DicomwebCall } from './context.ts'
import { multipartBody, multipartType, newBoundary } from './multipart-answer.ts'
import { queryText } from './query.ts'

/**
 * Data sets as answers: DICOM JSON, or the Native DICOM Model in XML where that is wanted more (PS3.18 §8.7.3.2). Clients
 * that want neither get JSON, as they always did.
 */

const JSON_TYPE = 'application/dicom+json'
const XML_TYPE = 'application/dicom+xml'

type Asked = Pick<DicomwebCall, 'request'>

export function wantsXml({ request }: Asked): boolean {
  for (const { type, root } of acceptables(request.headers.accept, queryText(request, 'accept'))) {
    if (covers(type, JSON_TYPE) || covers(type, 'application/json')) return false
    if (type === XML_TYPE || (type === 'multipart/related' && root === XML_TYPE)) return true
  }
  return false
}

const document = (set: JsonDataSet): Buffer => Buffer.from(xmlOf(set), 'utf8')

/** Data sets, each a part of its own in XML; `json` is the array of them, as text where it is text already. */
export function sendDataSets(
  call: Asked,
  reply: FastifyReply,
  json: Buffer | readonly JsonDataSet[],
): FastifyReply {
  reply.header('vary', 'accept')
  const isText = Buffer.isBuffer(json)
  if (!wantsXml(call)) return reply.type(JSON_TYPE).send(isText ? json : JSON.stringify(json))
  const sets: readonly JsonDataSet[] = isText ? JSON.parse(json.toString('utf8')) : json
  const boundary = newBoundary()
  const parts = sets.map((set) => ({ contentType: XML_TYPE, bytes: document(set) }))
  return reply.type(multipartType(XML_TYPE, boundary)).send(multipartBody(boundary, parts))
}

/** A single data set, such as what became of a store: the body itself. */
export function sendDataSet(call: Asked, reply: FastifyReply, set: JsonDataSet): FastifyReply {
  reply.header('vary', 'accept')
  return wantsXml(call)
    ? reply.type(XML_TYPE).send(document(set))
    : reply.type(JSON_TYPE).send(JSON.stringify(set))
}
