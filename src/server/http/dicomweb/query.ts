import type { FastifyRequest } from 'fastify'

/** The query parameters, each with all its values. Lists come as axios writes them too: `name[]=a&name[]=b`. */
export function queryValues(request: FastifyRequest): Map<string, string[]> {
  const at = request.url.indexOf('?')
  const values = new Map<string, string[]>()
  if (at < 0) return values
  for (const [given, value] of new URLSearchParams(request.url.slice(at + 1))) {
    const name = given.replace(/\[\]$/, '')
    const known = values.get(name)
    if (known) known.push(value)
    else values.set(name, [value])
  }
  return values
}

/** The first value of a query parameter. */
export const queryText = (request: FastifyRequest, name: string): string | undefined =>
  request.url.includes(name) ? queryValues(request).get(name)?.[0] : undefined
