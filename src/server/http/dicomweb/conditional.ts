import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Sets the validator of an answer; true when the client has it already (RFC 9110 §13.1.2). Images may be replaced and
 * permissions taken away, so caches ask each time: an answer of a few bytes.
 */
export function notModified(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header('etag', etag)
  reply.header('cache-control', 'private, no-cache')
  const asked = request.headers['if-none-match']
  if (asked === undefined) return false
  return asked === '*' || asked.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}
