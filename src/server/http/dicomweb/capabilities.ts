import type { FastifyReply } from 'fastify'
import { acceptables, covers } from './accept.ts'
import type { DicomwebCall } from './context.ts'
import { DicomwebFailure } from './failure.ts'
import { queryText } from './query.ts'

/** The capabilities document (PS3.18 §8.9), as WADL (W3C submission of 31 August 2009) or as JSON of the same things. */

interface Method {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path below the door, with its parameters in braces. */
  path: string
  query?: readonly string[]
  takes?: readonly string[]
  answers: readonly string[]
}

const STUDY = '/studies/{study}'
const SERIES = `${STUDY}/series/{series}`
const INSTANCE = `${SERIES}/instances/{instance}`
const FRAMES = `${INSTANCE}/frames/{frames}`
const DATA_SETS_OUT = ['application/dicom+json', 'multipart/related; type="application/dicom+xml"']
const STORED = ['application/dicom+json', 'application/dicom+xml']
const MATCHING = ['{attribute}', 'includefield', 'fuzzymatching', 'limit', 'offset']
const FILES = ['multipart/related; type="application/dicom"', 'application/dicom']
const PICTURES = ['image/jpeg', 'image/png']
const MOVING = [...PICTURES, 'image/gif', 'video/mp4']
const RENDERING = ['accept', 'window', 'viewport', 'quality']

const search = (path: string): Method => ({
  id: 'Search',
  method: 'GET',
  path,
  query: MATCHING,
  answers: DATA_SETS_OUT,
})
const retrieve = (
  path: string,
  answers: readonly string[],
  query: readonly string[] = ['accept'],
): Method => ({
  id: 'Retrieve',
  method: 'GET',
  path,
  query,
  answers,
})
const store = (path: string): Method => ({
  id: 'Store',
  method: 'POST',
  path,
  takes: [
    ...FILES,
    'multipart/related; type="application/dicom+json"',
    'multipart/related; type="application/dicom+xml"',
    'application/dicom+json',
  ],
  answers: STORED,
})
const remove = (path: string): Method => ({ id: 'Delete', method: 'DELETE', path, answers: [] })

const STEP = '/workitems/{workitem}'
const DATA_SETS = ['application/dicom+json', 'application/dicom+xml']
const step = (id: string, method: Method['method'], path: string, takes: readonly string[] = []): Method => ({
  id,
  method,
  path,
  takes,
  answers: [],
})

const METHODS: readonly Method[] = [
  search('/studies'),
  search('/series'),
  search('/instances'),
  search(`${STUDY}/series`),
  search(`${STUDY}/instances`),
  search(`${SERIES}/instances`),
  ...[STUDY, SERIES, INSTANCE].map((path) => retrieve(path, FILES)),
  ...[STUDY, SERIES, INSTANCE].map((path) => retrieve(`${path}/metadata`, DATA_SETS_OUT)),
  retrieve(FRAMES, [
    'multipart/related; type="application/octet-stream"',
    'application/octet-stream',
    'image/jpeg',
    'image/jls',
    'image/jp2',
    'image/jphc',
    'image/dicom-rle',
  ]),
  retrieve(`${INSTANCE}/bulkdata/{path}`, ['application/octet-stream']),
  ...[STUDY, SERIES].map((path) => retrieve(`${path}/rendered`, PICTURES, RENDERING)),
  ...[INSTANCE, FRAMES].map((path) => retrieve(`${path}/rendered`, MOVING, RENDERING)),
  ...[STUDY, SERIES, INSTANCE, FRAMES].map((path) => retrieve(`${path}/thumbnail`, PICTURES, RENDERING)),
  store('/studies'),
  store(STUDY),
  ...[STUDY, SERIES, INSTANCE].map(remove),
  search('/workitems'),
  retrieve(STEP, DATA_SETS_OUT),
  step('Create', 'POST', '/workitems', DATA_SETS),
  step('Update', 'POST', STEP, DATA_SETS),
  step('ChangeState', 'PUT', `${STEP}/state`, DATA_SETS),
  step('RequestCancellation', 'POST', `${STEP}/cancelrequest`, DATA_SETS),
  step('Subscribe', 'POST', `${STEP}/subscribers/{aetitle}`),
  step('Unsubscribe', 'DELETE', `${STEP}/subscribers/{aetitle}`),
  step('Suspend', 'POST', `${STEP}/subscribers/{aetitle}/suspend`),
]

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const parameterNames = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

function wadl(base: string): string {
  const byPath = Map.groupBy(METHODS, ({ path }) => path)
  const resources = [...byPath].map(([path, methods]) => {
    const own = parameterNames(path).map(
      (name) => `<param name="${name}" style="template" type="xs:string"/>`,
    )
    const within = methods.map(({ id, method, query = [], takes = [], answers }) => {
      const parameters = query.map((name) => `<param name="${escaped(name)}" style="query"/>`).join('')
      const bodies = takes.map((type) => `<representation mediaType="${escaped(type)}"/>`).join('')
      const results = answers.map((type) => `<representation mediaType="${escaped(type)}"/>`).join('')
      return `<method name="${method}" id="${id}"><request>${parameters}${bodies}</request><response>${results}</response></method>`
    })
    return `<resource path="${escaped(path.slice(1))}">${own.join('')}${within.join('')}</resource>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<application xmlns="http://wadl.dev.java.net/2009/02" xmlns:xs="http://www.w3.org/2001/XMLSchema"><resources base="${escaped(base)}">${resources.join('')}</resources></application>
`
}

/** `OPTIONS /` and `GET /`: what can be asked of this service, and in which media types. */
export async function capabilities(call: DicomwebCall, reply: FastifyReply): Promise<FastifyReply> {
  const { request, base } = call
  reply.header('cache-control', 'private, no-cache')
  for (const { type } of acceptables(request.headers.accept, queryText(request, 'accept'))) {
    if (covers(type, 'application/vnd.sun.wadl+xml') || type === 'application/xml')
      return reply.type('application/vnd.sun.wadl+xml').send(wadl(base))
    if (covers(type, 'application/json'))
      return reply.type('application/json').send({ base, methods: METHODS })
  }
  throw new DicomwebFailure(406, 'Capabilities are application/vnd.sun.wadl+xml or application/json')
}
