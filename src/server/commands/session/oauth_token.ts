import { sessionOauthToken } from '#contract/session.ts'
import { basicUser, forgetFailures, isLockedOut } from '../../access/login.ts'
import { createToken } from '../../access/session.ts'
import { handle } from '../../command.ts'

const STANDARD_SECONDS = 3600
const MOST_SECONDS = 86_400

export default handle(sessionOauthToken, async ({ params, actor, services: { db }, refuse }) => {
  if (params.grant_type !== 'client_credentials') throw refuse('AUTH_FAILED')
  const { client_id, client_secret } = params
  if (await isLockedOut(db, client_id, actor.client_address)) throw refuse('LOCKOUT')
  const user = await basicUser(db, client_id, client_secret, actor.client_address)
  if (!user) throw refuse('AUTH_FAILED')
  const expires_in = Math.min(Math.max(params.duration ?? STANDARD_SECONDS, 1), MOST_SECONDS)
  const token = await db.transaction().execute(async (tx) => {
    await forgetFailures(tx, client_id, actor.client_address)
    return createToken(tx, user.uuid, expires_in)
  })
  return { ...token, expires_in, token_type: 'bearer' }
})
