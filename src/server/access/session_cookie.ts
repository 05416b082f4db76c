import '@fastify/cookie'
import type { FastifyReply } from 'fastify'
import { csrfToken } from './session.ts'

/** Our own page's session cookie, and the readable token that it must send back with anything but a GET. */
export const SID_COOKIE = 'collimate_sid'
export const CSRF_COOKIE = 'collimate_csrf'

const options = (public_url: string) => ({
  path: '/',
  sameSite: 'strict' as const,
  secure: public_url.startsWith('https:'),
})

export function setSessionCookies(reply: FastifyReply, sid: string, public_url: string): void {
  reply.setCookie(SID_COOKIE, sid, { ...options(public_url), httpOnly: true })
  reply.setCookie(CSRF_COOKIE, csrfToken(sid), options(public_url))
}

export function clearSessionCookies(reply: FastifyReply, public_url: string): void {
  reply.clearCookie(SID_COOKIE, options(public_url))
  reply.clearCookie(CSRF_COOKIE, options(public_url))
}
