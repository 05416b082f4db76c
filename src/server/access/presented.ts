import '@fastify/cookie'
import type { FastifyRequest } from 'fastify'
import { SID_COOKIE } from './session_cookie.ts'

/** A header or parameter that may have come several times: its first value, if that is not empty. */
export const firstText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value || undefined
  return Array.isArray(value) ? firstText(value[0]) : undefined
}

function queryParameter(request: FastifyRequest, name: string): string | undefined {
  const { query } = request
  return typeof query === 'object' && query !== null && name in query
    ? firstText(Object.entries(query).find(([key]) => key === name)?.[1])
    : undefined
}

/** The sid that a request carries, and whether it came by our cookie. Bearer tokens are sids of another kind. */
export function presentedSecret(
  request: FastifyRequest,
  parameter?: string,
): { secret: string; byCookie: boolean } | undefined {
  const given = parameter || queryParameter(request, 'sid') || firstText(request.headers['x-ambrahealth-sid'])
  if (given) return { secret: given, byCookie: false }
  const authorization = request.headers.authorization
  const bearer = authorization && /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  if (bearer) return { secret: bearer, byCookie: false }
  const cookie = authorization ? undefined : request.cookies[SID_COOKIE]
  return cookie ? { secret: cookie, byCookie: true } : undefined
}
