import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Command } from '#contract/command.ts'
import { type Actor, nobody } from '../access/actor.ts'
import type { Handler } from '../command.ts'
import { responseBuffer } from '../imaging/buffer-pool.ts'
import { Refusal, Unauthenticated } from '../refusal.ts'
import type { Services } from '../services.ts'
import { jsonBody } from '../shared_json.ts'
import { authenticate, authenticateNode, clientAddress } from './authenticate.ts'
import { keepFields } from './fields.ts'
import { type Parameters, parseParameters, readParameters } from './parameters.ts'

/** One answer of the v3 services: what `/bundle` collects and the routes send. */
export interface Envelope {
  code: number
  body: Record<string, unknown>
}

/** HTTP 413: the body is larger than the command takes. */
export class TooLarge extends Error {}

/** Any failure as v3 says it. Unknown ones are logged and say nothing of their inside. */
export function envelopeOf(error: unknown, services: Services, path: string): Envelope {
  if (error instanceof Unauthenticated) {
    return { code: 401, body: { status: 'ERROR', error_type: 'AUTHENTICATION_REQUIRED' } }
  }
  if (error instanceof Refusal) {
    const { error_type, error_subtype, error_data } = error
    return {
      code: 412,
      body: {
        status: 'ERROR',
        error_type,
        ...(error_subtype === undefined ? {} : { error_subtype }),
        ...(error_data === undefined ? {} : { error_data }),
      },
    }
  }
  if (error instanceof TooLarge)
    return { code: 413, body: { status: 'ERROR', error_type: 'REQUEST_TOO_LARGE' } }
  services.log.error({ path, err: error }, 'command failed')
  return { code: 500, body: { status: 'ERROR', error_type: 'INTERNAL_ERROR' } }
}

export interface Caller {
  request: FastifyRequest
  reply: FastifyReply
  services: Services
  /** POST, or inside a bundle, which counts as one. */
  isPost: boolean
  /** Who called, where that is known already (a bundle with `inherit_sid`). */
  actor?: Actor
}

/**
 * Who makes a call, and what it says beside its credentials: a `uuid` that names the calling gateway is no object, or the
 * only one that it may name.
 * Unauthenticated where the command lets nobody in and nobody is known.
 */
async function callerOf(
  { auth, node }: Command,
  parameters: Parameters,
  { request, services, actor: known }: Caller,
): Promise<{ actor: Actor; parameters: Parameters }> {
  const none = { actor: nobody(clientAddress(request)), parameters }
  if (auth === 'none') return none
  const actor =
    auth === 'node' ? undefined : (known ?? (await authenticate(request, services, parameters.get('sid'))))
  if (actor) return { actor, parameters }
  if (parameters.has('sid') && auth !== 'node') throw new Unauthenticated()
  const gateway = node && (await authenticateNode(request, services, node, parameters))
  if (gateway) {
    const rest = new Map(parameters)
    if (node === 'uuid') rest.delete('uuid')
    if (node === 'self' && gateway.node) rest.set('uuid', gateway.node.uuid)
    return { actor: gateway, parameters: rest }
  }
  if (auth !== 'optional' || parameters.has('serial_no')) throw new Unauthenticated()
  return none
}

/** Runs one command. `undefined` when the handler has answered by itself. */
export async function execute(
  handler: Handler,
  given: Parameters,
  caller: Caller,
): Promise<Envelope | undefined> {
  const { command } = handler
  const { request, reply, services } = caller
  try {
    if (command.method === 'POST' && !caller.isPost) {
      return { code: 405, body: { status: 'ERROR', error_type: 'METHOD_NOT_ALLOWED' } }
    }
    const { actor, parameters } = await callerOf(command, given, caller)
    if (actor.guest && !command.guests && command.auth === 'session') throw new Refusal('NOT_PERMITTED')
    const narrowed = new Map(parameters)
    const answer = await handler.run({
      params: parseParameters(command, parameters),
      raw: parameters,
      actor,
      services,
      request,
      reply,
      keep: (object, fields) => narrowed.set(`fields.${object}`, JSON.stringify(fields)),
      refuse: (token, subtype, data) => new Refusal(token, subtype, data),
    })
    if (!answer) return undefined
    const section = command.path.split('/')[1] ?? ''
    return { code: 200, body: { status: 'OK', ...keepFields(answer, section, narrowed) } }
  } catch (error) {
    return envelopeOf(error, services, command.path)
  }
}

/** Every command below `/api/v3`, with and without a trailing slash (v3-clients, "Commands"). */
export function v3Routes(app: FastifyInstance, services: Services, handlers: readonly Handler[]): void {
  for (const handler of handlers) {
    const { command } = handler
    const serve = async (request: FastifyRequest, reply: FastifyReply) => {
      let envelope: Envelope | undefined
      try {
        const isPost = request.method === 'POST'
        if (command.bodyLimit && Number(request.headers['content-length'] ?? 0) > command.bodyLimit)
          throw new TooLarge()
        envelope = await execute(handler, readParameters(request), { request, reply, services, isPost })
      } catch (error) {
        envelope = envelopeOf(error, services, command.path)
      }
      if (!envelope) return reply
      if (reply.sent) return reply
      return reply
        .code(envelope.code)
        .header('cache-control', 'no-store')
        .type('application/json; charset=utf-8')
        .send(jsonBody(envelope.body, (length) => responseBuffer(reply.raw, length)))
    }
    for (const url of [`/api/v3${command.path}`, `/api/v3${command.path}/`]) {
      app.route({ method: ['GET', 'POST'], url, handler: serve })
    }
  }
}
