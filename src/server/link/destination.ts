import type { FastifyReply } from 'fastify'
import { setSessionCookies } from '../access/session_cookie.ts'
import type { Configuration } from '../configuration.ts'
import { resolveSetting } from '../tenancy/account_setting.ts'
import type { VisitedLink } from './find.ts'
import type { Visit } from './visit.ts'

/** Where a visit by a link that goes straight on leads to. */

const page = (title: string) =>
  `<!doctype html><meta charset="utf-8"><title>${title}</title><p style="font:16px system-ui">${title}</p>`

/** A page of this installation: nothing that a browser would take for another host. */
const isPath = (path: unknown): path is string =>
  typeof path === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(path)

/** The session is in a cookie: no sid ever stands in an address. */
function destination({ link, account, external }: VisitedLink & { external?: true }, visit: Visit): string {
  if (link.action === 'LOGIN') return '/studies'
  const parameters = new URLSearchParams()
  if (Array.isArray(link.parameters)) {
    for (let n = 0; n + 1 < link.parameters.length; n += 2)
      parameters.set(String(link.parameters[n]), String(link.parameters[n + 1]))
  }
  const query = parameters.size > 0 ? `?${parameters}` : ''
  if (link.action === 'STUDY_UPLOAD') return `/guest/upload${query}`
  if (visit.action === 'STUDY_VIEW' && visit.study_id) return `/guest/study/${visit.study_id}${query}`
  const own =
    external && resolveSetting('link_external_study_list_path', { account: account?.settings ?? {} })
  return `${isPath(own) ? own : '/guest'}${query}`
}

/** Sends the visitor on, or says that there is nothing to see. */
export async function openVisit(
  reply: FastifyReply,
  { public_url }: Pick<Configuration, 'public_url'>,
  visited: VisitedLink & { external?: true },
  visit: Visit,
): Promise<void> {
  const { link } = visited
  // A folder may be empty today, and an order have documents alone.
  const shows =
    Boolean(link.study_id ?? link.filter) && (link.action === 'STUDY_LIST' || link.action === 'STUDY_VIEW')
  if (shows && (visit.study_count === 0 || visit.tooMany)) {
    const title = visit.tooMany ? 'Too many studies found.' : 'Study not found.'
    await reply.code(200).type('text/html; charset=utf-8').send(page(title))
    return
  }
  setSessionCookies(reply, visit.sid, public_url)
  await reply.header('cache-control', 'no-store').redirect(destination(visited, visit), 302)
}
