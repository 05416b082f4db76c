import compress, { type FastifyCompressOptions } from '@fastify/compress'
import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { captchaGateway } from '../captcha.ts'
import type { Services } from '../services.ts'
import { bundleRoute } from './bundle.ts'
import { channelRoutes } from './channels.ts'
import { cloudRoutes } from './cloud/routes.ts'
import { dicomwebRoutes } from './dicomweb/routes.ts'
import { loadHandlers } from './handlers.ts'
import { healthRoutes } from './health.ts'
import { pageRoutes } from './pages.ts'
import { storageRoutes } from './storage/routes.ts'
import { envelopeOf, v3Routes } from './v3.ts'

const BODY_LIMIT = 10 * 1024 * 1024

/** Headers of images repeat themselves: a quick pass leaves a twentieth of them. Pixels are not touched. */
const PACKED_JSON: FastifyCompressOptions = {
  customTypes: /^application\/(dicom\+)?json/,
  encodings: ['zstd', 'gzip'],
  threshold: 4096,
  zlibOptions: { level: 1 },
  // What clients send is unpacked where it is read, within its bounds.
  globalDecompression: false,
}

/** A client's fault that Fastify found before any of our code did: its own 4xx, in our form. */
const clientFault = (error: unknown): number | undefined =>
  error instanceof Error &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  error.statusCode < 500
    ? error.statusCode
    : undefined

/** Forms and JSON of the v3 services. Any other type is read as a form, as existing clients expect. */
function parseBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined)
    try {
      const parsed: unknown = JSON.parse(body.toString())
      done(null, parsed)
    } catch {
      done(Object.assign(new Error('INVALID_JSON'), { statusCode: 400 }), undefined)
    }
  })
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(body.toString()))
  })
}

/** The whole HTTP server over the services, not yet listening. */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    // PHI stays out of logs: no line a request.
    logger: false,
    routerOptions: { maxParamLength: 500, ignoreDuplicateSlashes: false },
    forceCloseConnections: 'idle',
    trustProxy: 'loopback',
    // PostDICOM's clients send their parameters, long lists of UUIDs too, in a header.
    http: { maxHeaderSize: 64 * 1024 },
  })
  await app.register(cookie)
  await app.register(compress, PACKED_JSON)
  app.setErrorHandler((error, request, reply) => {
    const code = clientFault(error)
    if (code !== undefined) {
      const error_type =
        error instanceof Error
          ? error.message === 'INVALID_JSON'
            ? 'INVALID_JSON'
            : 'BAD_REQUEST'
          : 'BAD_REQUEST'
      return reply.code(code).send({ status: 'ERROR', error_type })
    }
    const envelope = envelopeOf(error, services, request.routeOptions.url ?? 'none')
    return reply.code(envelope.code).send(envelope.body)
  })
  healthRoutes(app, services)
  const handlers = await loadHandlers()
  await app.register(async (scope) => {
    parseBodies(scope)
    v3Routes(scope, services, handlers)
    bundleRoute(scope, services, handlers)
  })
  await app.register(async (scope) => channelRoutes(scope, services))
  await app.register(async (scope) => storageRoutes(scope, services))
  await app.register(async (scope) => dicomwebRoutes(scope, services))
  await app.register(async (scope) => cloudRoutes(scope, services))
  await pageRoutes(app, services, {
    takesCards: services.configuration.stripe_publishable_key !== undefined,
    riddles: captchaGateway(services.configuration)?.sources,
  })
  return app
}
