import { randomBytes } from 'node:crypto'
import { sessionCsrfEnable, sessionLogout } from '#contract/session.ts'
import { secretHash } from '../../access/secret_hash.ts'
import { clearSessionCookies } from '../../access/session_cookie.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle, handleRaw } from '../../command.ts'

export const logout = handle(sessionLogout, async ({ actor, services, reply, refuse }) => {
  const { db, configuration } = services
  if (!actor.session) throw refuse('NOT_FOUND')
  const { uuid } = actor.session
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('session').where('uuid', '=', uuid).execute()
    await recordAudit(tx, actor, { uuid: actor.user_id, type: 'User', action: 'LOGOUT', what: actor.name })
  })
  clearSessionCookies(reply, configuration.public_url)
  const account = await db
    .selectFrom('user_account as ua')
    .innerJoin('account as a', 'a.uuid', 'ua.account_id')
    .select('a.settings')
    .where('ua.user_id', '=', actor.user_id)
    .where('a.deleted', 'is', null)
    .orderBy('ua.created')
    .executeTakeFirst()
  const url = account?.settings.logout_url
  return typeof url === 'string' && url !== '' ? { logout_url: url } : {}
})

/** A path on this server: nothing that a browser would take to another one. */
const isRelative = (url: string) => /^\/(?![/\\])/.test(url) || /^[\w.-]+(\/[\w.-]*)*(\?\S*)?$/.test(url)

export const csrfEnable = handleRaw(sessionCsrfEnable, async ({ params, actor, services, reply, refuse }) => {
  if (!isRelative(params.redirect_uri)) throw refuse('INVALID_URL')
  if (!actor.session) throw refuse('NOT_FOUND')
  const token = randomBytes(32).toString('base64url')
  await services.db
    .updateTable('session')
    .set({ csrf_hash: secretHash(token) })
    .where('uuid', '=', actor.session.uuid)
    .execute()
  const secure = services.configuration.public_url.startsWith('https:')
  reply.setCookie('csrf_token', token, { path: '/', httpOnly: true, sameSite: 'strict', secure })
  await reply.redirect(params.redirect_uri, 302)
})
