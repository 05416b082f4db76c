import { timingSafeEqual } from 'node:crypto'
import '@fastify/cookie'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../access/actor.ts'
import { basicUser } from '../access/login.ts'
import { firstText, presentedSecret } from '../access/presented.ts'
import { csrfToken, openSession, secretHash } from '../access/session.ts'
import { Unauthenticated } from '../refusal.ts'
import type { Services } from '../services.ts'

export const CSRF_HEADER = 'x-csrf-token'
/** Set by `/session/csrf/enable` for clients that asked for it. */
export const CLIENT_CSRF_COOKIE = 'csrf_token'

export const clientAddress = (request: FastifyRequest): string | null => request.ip || null

const safeMethod = (request: FastifyRequest) => request.method === 'GET' || request.method === 'HEAD'

function equalSecrets(one: string, other: string): boolean {
  const [a, b] = [secretHash(one), secretHash(other)]
  return timingSafeEqual(a, b)
}

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
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  return basic ? actorOfBasic(services, basic, address) : undefined
}

async function actorOfBasic(
  services: Services,
  basic: string,
  address: string | null,
): Promise<Actor | undefined> {
  const text = Buffer.from(basic, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 1) return undefined
  const user = await basicUser(services.db, text.slice(0, colon), text.slice(colon + 1), address)
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

/** `authenticate`, and 401 for nobody. */
export async function requireActor(request: FastifyRequest, services: Services): Promise<Actor> {
  const actor = await authenticate(request, services)
  if (!actor) throw new Unauthenticated()
  return actor
}
