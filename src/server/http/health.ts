import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Services } from '../services.ts'

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** Metrics are for the machine itself, or for whoever has the token. */
function mayScrape(request: FastifyRequest, token: string | undefined): boolean {
  const given = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (token && given) {
    const [a, b] = [Buffer.from(given), Buffer.from(token)]
    return a.length === b.length && timingSafeEqual(a, b)
  }
  return LOOPBACK.test(request.ip)
}

/** `/healthz` live, `/readyz` database and store reachable, `/metrics` Prometheus text. */
export function healthRoutes(app: FastifyInstance, services: Services): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to the end of the answer',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    duration.labels(route, request.method, String(reply.statusCode)).observe(reply.elapsedTime / 1000)
    done()
  })
  app.get('/healthz', async () => ({ status: 'OK' }))
  app.get('/readyz', async (_request, reply) => {
    try {
      await sql`select 1`.execute(services.db)
      await services.objects.has('0'.repeat(64))
      return { status: 'OK' }
    } catch {
      return reply.code(503).send({ status: 'ERROR', error_type: 'NOT_READY' })
    }
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayScrape(request, services.configuration.metrics_token)) {
      return reply.code(403).send({ status: 'ERROR', error_type: 'NOT_PERMITTED' })
    }
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}
