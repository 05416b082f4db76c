import type { FastifyReply } from 'fastify'
import { setSessionCookies } from '../access/session_cookie.ts'
import type { Configuration } from '../configuration.ts'
import { externalViewers, viewerAddress } from '../study/external_viewer.ts'
import { resolveSetting } from '../tenancy/account_setting.ts'
import type { VisitedLink } from './find.ts'
import type { Visit } from './visit.ts'

/** Where a visit by a link that goes straight on leads to. */

const page = (title: string) =>
  `<!doctype html><meta charset="utf-8"><title>${title}</title><p style="font:16px system-ui">${title}</p>`

/** A page of this installation: nothing that a browser would take for another host. */
const isPath = (path: unknown): path is string =>
  typeof path === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(path)

/** The viewer of another maker that the link names, while its account still allows it. */
function otherViewer(
  { link, account }: VisitedLink,
  { study_id, study_uid, user_id }: Visit,
): string | undefined {
  const setting = (name: string) => resolveSetting(name, { account: account?.settings ?? {} })
  if (!link.viewer || !study_id || !study_uid || setting('disable_external_viewer_for_links') === 1)
    return undefined
  const viewer = externalViewers(setting('external_viewer')).find(({ tag }) => tag === link.viewer)
  return viewer && viewerAddress(viewer, { study_uid, study_id, user_id })
}

/** The session is in a cookie: no sid ever stands in an address. */
function destination(visited: VisitedLink & { external?: true }, visit: Visit): string {
  const { link, account, external } = visited
  if (link.action === 'LOGIN') return '/studies'
  const parameters = new URLSearchParams()
  if (Array.isArray(link.parameters)) {
    for (let n = 0; n + 1 < link.parameters.length; n += 2)
      parameters.set(String(link.parameters[n]), String(link.parameters[n + 1]))
  }
  const query = parameters.size > 0 ? `?${parameters}` : ''
  if (link.action === 'STUDY_UPLOAD') return `/guest/upload${query}`
  // Its page with all that belongs to it, instead of the viewer.
  if (visit.action === 'STUDY_VIEW' && visit.study_id && !link.mfm_page)
    return otherViewer(visited, visit) ?? `/guest/study/${visit.study_id}${query}`
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
