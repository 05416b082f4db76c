import type { FastifyReply } from 'fastify'
import type { DataSet, Element } from '../../dicom/data-set.ts'
import { readHeader } from '../../dicom/instance.ts'
import { littleEndian } from '../../dicom/json-model.ts'
import { findInstances } from '../../imaging/stored-study.ts'
import { acceptables, covers } from './accept.ts'
import { notModified } from './conditional.ts'
import { type DicomwebCall, studyOf } from './context.ts'
import { DicomwebFailure } from './failure.ts'
import { multipartBody, multipartType, newBoundary } from './multipart-answer.ts'
import { queryText } from './query.ts'
import { rangeOf } from './range.ts'

const OCTETS = 'application/octet-stream'

/** WADO-RS bulk data (PS3.18 §10.4.1.1.5): the value that a `BulkDataURI` of the metadata leads to. */
export async function retrieveBulkData(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { services, params, request } = call
  const study = await studyOf(call)
  const [instance] = await findInstances(services, study, {
    series_uid: params.series,
    sop_instance_uid: params.instance,
  })
  if (!instance) throw new DicomwebFailure(404, 'There is no such instance')
  const header = await readHeader(instance.size, (range) => services.objects.read(instance.hash, range))
  const path = params['*'] ?? ''
  // What the record shows otherwise is in the metadata, with its value.
  const hidden = instance.anonymization?.some(({ tag }) => path.toUpperCase().split('/').includes(tag))
  if (hidden) throw new DicomwebFailure(404, 'There is no such value')
  const pixels = header.pixelData
  const element =
    pixels && Number.parseInt(path, 16) === pixels.tag && /^[0-9a-f]{8}$/i.test(path)
      ? pixels
      : elementAt(header.dataSet, path)
  if (!element || element.items) throw new DicomwebFailure(404, 'There is no such value')
  if (notModified(request, reply, `"b${instance.hash}.${path}"`)) return reply.code(304).send()
  const { offset, length, vr } = element
  const inFile = header.bytes === header.file
  const range = { start: offset, end: offset + length }
  const stored = inFile
    ? await services.objects.read(instance.hash, range)
    : header.bytes.subarray(range.start, range.end)
  const value = littleEndian(stored, vr, header.encoding.bigEndian)
  for (const { type, root } of acceptables(request.headers.accept, queryText(request, 'accept'))) {
    if (
      covers(type, 'multipart/related') &&
      type !== '*/*' &&
      (covers(root, OCTETS) || root === 'application/dicom')
    ) {
      const boundary = newBoundary()
      return reply
        .type(multipartType(OCTETS, boundary))
        .send(multipartBody(boundary, [{ contentType: OCTETS, bytes: value }]))
    }
    if (!covers(type, OCTETS)) continue
    reply.type(OCTETS).header('accept-ranges', 'bytes')
    const part = rangeOf(request.headers.range, value.length)
    if (part === 'unsatisfiable')
      return reply.code(416).header('content-range', `bytes */${value.length}`).send()
    if (!part) return reply.send(value)
    return reply
      .code(206)
      .header('content-range', `bytes ${part.start}-${part.end - 1}/${value.length}`)
      .send(value.subarray(part.start, part.end))
  }
  throw new DicomwebFailure(406, `Bulk data is ${OCTETS}`)
}

/** An element by its path of tags and item numbers: `50003000`, `54000100/0/54001010`. */
function elementAt(dataSet: DataSet, path: string): Element | undefined {
  const steps = path.split('/')
  let current: DataSet | undefined = dataSet
  for (let at = 0; at < steps.length; at += 2) {
    const step = steps[at] ?? ''
    if (!/^[0-9a-f]{8}$/i.test(step)) return undefined
    const element: Element | undefined = current?.get(Number.parseInt(step, 16))
    if (at + 1 >= steps.length) return element
    current = element?.items?.[Number(steps[at + 1])]
  }
  return undefined
}
