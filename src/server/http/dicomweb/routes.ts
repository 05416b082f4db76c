import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Services } from '../../services.ts'
import { retrieveBulkData } from './bulk-data.ts'
import { capabilities } from './capabilities.ts'
import { type DicomwebCall, openCall, type PathParams } from './context.ts'
import { deleteInstances, deleteStudy } from './delete.ts'
import { sendFailure } from './failure.ts'
import { retrieveFrames } from './frames.ts'
import { retrieveInstances } from './instances.ts'
import { retrieveInstanceMetadata, retrieveMetadata } from './metadata.ts'
import { postDicomRoutes } from './postdicom.ts'
import { retrieveWithoutStudy } from './postdicom-path.ts'
import { retrieveRendered, retrieveThumbnail } from './rendered.ts'
import { searchInstances, searchSeries, searchStudies } from './search.ts'
import { storeInstances } from './stow.ts'
import { retrieveByURI } from './wado-uri.ts'
import {
  cancelStep,
  changeStepState,
  createStep,
  retrieveStep,
  searchSteps,
  subscribeToSteps,
  suspendSubscription,
  unsubscribeFromSteps,
  updateStep,
} from './workitems.ts'

type Answer = (call: DicomwebCall, reply: FastifyReply) => Promise<FastifyReply>

const STUDY = '/studies/:study'
const SERIES = `${STUDY}/series/:series`
const INSTANCE = `${SERIES}/instances/:instance`
const STEP = '/workitems/:workitem'

const READS: [string, Answer][] = [
  ['/studies', searchStudies],
  ['/series', searchSeries],
  ['/instances', searchInstances],
  [`${STUDY}/series`, searchSeries],
  [`${STUDY}/instances`, searchInstances],
  [`${SERIES}/instances`, searchInstances],
  [STUDY, retrieveInstances],
  [SERIES, retrieveInstances],
  [INSTANCE, retrieveInstances],
  [`${STUDY}/metadata`, retrieveMetadata],
  [`${SERIES}/metadata`, retrieveMetadata],
  [`${INSTANCE}/metadata`, retrieveInstanceMetadata],
  [`${INSTANCE}/frames/:frames`, retrieveFrames],
  [`${INSTANCE}/bulkdata/*`, retrieveBulkData],
  [`${STUDY}/rendered`, retrieveRendered],
  [`${SERIES}/rendered`, retrieveRendered],
  [`${INSTANCE}/rendered`, retrieveRendered],
  [`${INSTANCE}/frames/:frames/rendered`, retrieveRendered],
  [`${STUDY}/thumbnail`, retrieveThumbnail],
  [`${SERIES}/thumbnail`, retrieveThumbnail],
  [`${INSTANCE}/thumbnail`, retrieveThumbnail],
  [`${INSTANCE}/frames/:frames/thumbnail`, retrieveThumbnail],
  ['/wado', retrieveByURI],
  // PostDICOM's forms, which a UID never reads like.
  ['/studies/series', searchSeries],
  ['/studies/series/instances', searchInstances],
  ['/studies/series/:series', retrieveWithoutStudy],
  ['/studies/series/instances/:instance', retrieveWithoutStudy],
  ['/workitems', searchSteps],
  [STEP, retrieveStep],
]

const DELETIONS: [string, Answer][] = [
  [STUDY, deleteStudy],
  [SERIES, deleteInstances],
  [INSTANCE, deleteInstances],
  [`${STEP}/subscribers/:aetitle`, unsubscribeFromSteps],
]

const WRITES: [string, Answer][] = [
  // PostDICOM's clients store at the base itself.
  ['', storeInstances],
  ['/', storeInstances],
  ['/studies', storeInstances],
  [STUDY, storeInstances],
  ['/workitems', createStep],
  [STEP, updateStep],
  [`${STEP}/cancelrequest`, cancelStep],
  [`${STEP}/cancelrequest/:aetitle`, cancelStep],
  [`${STEP}/subscribers/:aetitle`, subscribeToSteps],
  [`${STEP}/subscribers/:aetitle/suspend`, suspendSubscription],
]

const IDLE_MS = 60_000

/** DICOMweb (PS3.18): QIDO-RS, WADO-RS, STOW-RS, UPS-RS, WADO-URI and deletion, over all namespaces of the caller or over one. */
export async function dicomwebRoutes(app: FastifyInstance, services: Services): Promise<void> {
  app.removeAllContentTypeParsers()
  // Bodies are streamed by their handlers.
  app.addContentTypeParser('*', (_request, _body, done) => done(null, undefined))
  app.setErrorHandler((error, _request, reply) => sendFailure(reply, error, services))
  postDicomRoutes(app, services)
  for (const door of ['/dicomweb', '/dicomweb/namespaces/:namespace']) {
    for (const [path, answer] of READS) route(app, services, 'GET', door + path, answer)
    for (const path of ['', '/']) {
      route(app, services, 'GET', door + path, capabilities)
      route(app, services, 'OPTIONS', door + path, capabilities)
    }
    for (const [path, answer] of WRITES) route(app, services, 'POST', door + path, answer)
    for (const path of [`${STEP}/state`, `${STEP}/state/:aetitle`])
      route(app, services, 'PUT', door + path, changeStepState)
    for (const [path, answer] of DELETIONS) route(app, services, 'DELETE', door + path, answer)
  }
}

/** A client that sends nothing for a minute has gone, whether or not it says so. */
function watchForSilence(body: IncomingMessage, answer: ServerResponse): void {
  const { socket } = body
  if (body.complete || !(socket instanceof Socket)) return
  const leave = () => {
    if (!body.complete) body.destroy()
  }
  socket.setTimeout(IDLE_MS)
  socket.once('timeout', leave)
  // The connection may serve many requests. A body that nobody reads is never closed; what answers it is.
  answer.once('close', () => socket.off('timeout', leave))
}

function route(
  app: FastifyInstance,
  services: Services,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS',
  url: string,
  answer: Answer,
): void {
  app.route<{ Params: PathParams }>({
    method,
    url,
    bodyLimit: Number.MAX_SAFE_INTEGER,
    exposeHeadRoute: method === 'GET',
    handler: async (request, reply) => {
      watchForSilence(request.raw, reply.raw)
      try {
        return await answer(await openCall(request, services), reply)
      } catch (error) {
        return sendFailure(reply, error, services)
      }
    },
  })
}
