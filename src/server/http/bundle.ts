import type { FastifyInstance } from 'fastify'
import type { Handler } from '../command.ts'
import type { Services } from '../services.ts'
import { authenticate } from './authenticate.ts'
import { fromRecord, type Parameters } from './parameters.ts'
import { type Envelope, execute } from './v3.ts'

/** How many calls one bundle may hold. */
const MOST = 1000

const isHash = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Walks `studies.[0].uuid` into an answer. */
function walk(answer: unknown, path: string): unknown {
  let at: unknown = answer
  for (const step of path.split(/\.|(?=\[)/).filter((part) => part !== '')) {
    const index = /^\[(\d+)\]$/.exec(step)?.[1]
    if (index !== undefined) at = Array.isArray(at) ? at[Number(index)] : undefined
    else at = isHash(at) && Object.hasOwn(at, step) ? at[step] : undefined
  }
  return at
}

/** Replaces each `{{TOKEN}}` by the latest earlier answer that has it; one that nobody has stays as it is. */
function fillTemplates(value: string, answers: readonly Record<string, unknown>[]): string {
  return value.replaceAll(/\{\{\s*([^{}]+?)\s*\}\}/g, (token, path: string) => {
    for (const answer of answers.toReversed()) {
      const found = walk(answer, path)
      if (found !== undefined && found !== null)
        return typeof found === 'object' ? JSON.stringify(found) : String(found)
    }
    return token
  })
}

/** `POST /bundle`: calls in order, one answer each, a failing one stops nothing (v3 README, "Bundled calls"). */
export function bundleRoute(app: FastifyInstance, services: Services, handlers: readonly Handler[]): void {
  const byPath = new Map<string, Handler>(handlers.map((handler) => [handler.command.path, handler]))
  app.post<{ Querystring: { inherit_sid?: string } }>('/api/v3/bundle', async (request, reply) => {
    const { body } = request
    if (!Array.isArray(body) || body.length > MOST || !body.every(isHash)) {
      return reply.code(400).send({ status: 'ERROR', error_type: 'INVALID_BUNDLE' })
    }
    const inherited = request.query.inherit_sid === '1' ? await authenticate(request, services) : undefined
    const answers: Record<string, unknown>[] = []
    for (const { URL: url, ...rest } of body) {
      const path = String(url ?? '')
        .replace(/^\/?api\/v3/, '')
        .replace(/\/$/, '')
      const parameters: Parameters = fromRecord(rest)
      for (const [name, value] of parameters) parameters.set(name, fillTemplates(value, answers))
      const handler = byPath.get(path)
      let envelope: Envelope | undefined
      if (!handler || handler.command.raw) {
        envelope = { code: 404, body: { status: 'ERROR', error_type: 'COMMAND_NOT_FOUND' } }
      } else {
        const actor = inherited && !parameters.has('sid') ? { actor: inherited } : {}
        envelope = await execute(handler, parameters, { request, reply, services, isPost: true, ...actor })
      }
      answers.push({ ...envelope?.body, HTTP_STATUS_CODE: envelope?.code ?? 200 })
    }
    return reply.header('cache-control', 'no-store').send(answers)
  })
}
