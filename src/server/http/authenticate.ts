import { timingSafeEqual } from 'node:crypto'
import '@fastify/cookie'
import type { FastifyRequest } from 'fastify'
import type { NodeCredentials } from '#contract/command.ts'
import { isUuid } from '#contract/value.ts'
import type { Actor } from '../access/actor.ts'
import { basicUser } from '../access/login.ts'
import { nodeActor } from '../access/node.ts'
import { firstText, presentedSecret } from '../access/presented.ts'
import { equalSecrets, secretHash } from '../access/secret_hash.ts'
import { csrfToken, openSession } from '../access/session.ts'
import { Unauthenticated } from '../refusal.ts'
import type { Services } from '../services.ts'

export const CSRF_HEADER = 'x-csrf-token'
/** Set by `/session/csrf/enable` for clients that asked for it. */
export const CLIENT_CSRF_COOKIE = 'csrf_token'

export const clientAddress = (request: FastifyRequest): string | null => request.ip || null

const safeMethod = (request: FastifyRequest) => request.method === 'GET' || request.method === 'HEAD'

/**
 * Who makes this request: by sid (parameter or header), Bearer token, HTTP Basic or our cookie. Nobody answers
 * `undefined`. `parameter` is a sid that came in a body.
 */
export async function authenticate(
  request: FastifyRequest,
  services: Services,
  parameter?: string,
): Promise<Actor | undefined> {
  const address = clientAddress(request)
  const presented = presentedSecret(request, parameter)
  if (presented) {
    const { secret, byCookie } = presented
    const open = await openSession(services.db, secret, address)
    if (!open) return undefined
    if (byCookie && !safeMethod(request)) {
      const token = firstText(request.headers[CSRF_HEADER])
      if (!token || !equalSecrets(token, csrfToken(secret))) return undefined
    }
    if (open.csrf_hash && !byCookie) {
      const cookie = request.cookies[CLIENT_CSRF_COOKIE]
      if (!cookie || !timingSafeEqual(secretHash(cookie), open.csrf_hash)) return undefined
    }
    return open.actor
  }
  const basic = basicOf(request)
  return basic ? actorOfBasic(services, basic, address) : undefined
}

interface Basic {
  name: string
  password: string
}

function basicOf(request: FastifyRequest): Basic | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (!encoded) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 1 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) }
}

async function actorOfBasic(
  services: Services,
  { name, password }: Basic,
  address: string | null,
): Promise<Actor | undefined> {
  const user = await basicUser(services.db, name, password, address)
  if (!user) return undefined
  return {
    kind: 'user',
    user_id: user.uuid,
    name: user.name,
    email: user.email,
    sysadmin: user.sysadmin,
    support: user.support,
    time_zone: user.time_zone,
    namespace_id: user.namespace_id,
    session: undefined,
    withoutPin: true,
    client_address: address,
  }
}

/**
 * The gateway that calls, by the parameters that the command names or by HTTP Basic where the command is about it.
 * Nobody answers `undefined`.
 */
export async function authenticateNode(
  request: FastifyRequest,
  services: Services,
  credentials: NodeCredentials,
  parameters: ReadonlyMap<string, string>,
): Promise<Actor | undefined> {
  const basic = credentials === 'self' ? basicOf(request) : undefined
  const uuid = parameters.get(credentials === 'node_id' ? 'node_id' : 'uuid') || basic?.name
  const serial_no = parameters.get('serial_no') || basic?.password
  if (!uuid || !isUuid(uuid) || !serial_no) return undefined
  return nodeActor(services.db, uuid, serial_no, clientAddress(request))
}

/** `authenticate`, and 401 for nobody. */
export async function requireActor(request: FastifyRequest, services: Services): Promise<Actor> {
  const actor = await authenticate(request, services)
  if (!actor) throw new Unauthenticated()
  return actor
}
