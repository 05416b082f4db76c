import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { userPasswordLost, userPasswordReset } from '#contract/user.ts'
import { isLockedOut, recordFailure } from '../../access/login.ts'
import { newPasswordHash, setPassword } from '../../access/password.ts'
import { secretHash } from '../../access/secret_hash.ts'
import { handle } from '../../command.ts'
import { sendMail } from '../../mail/outbox.ts'

/** A lost-password request counts like a failed sign-in, so that nobody's mailbox is flooded. */
const counter = (email: string) => `password ${email}`

/** The answer is the same whether or not the address is known: it tells a stranger nothing. */
export const lost = handle(userPasswordLost, async ({ params, actor, services, refuse }) => {
  const { db, configuration } = services
  const email = params.email.trim()
  if (await isLockedOut(db, counter(email), actor.client_address)) throw refuse('LOCKOUT')
  await recordFailure(db, counter(email), actor.client_address)
  const user = await db
    .selectFrom('user')
    .select(['uuid', 'email', 'name'])
    .where('email', '=', email)
    .where('is_anonymous', '=', false)
    .where('deleted', 'is', null)
    .where('disabled', '=', false)
    .where('blocked', '=', false)
    .executeTakeFirst()
  if (!user) return {}
  const token = randomBytes(32).toString('base64url')
  const page = params.inbox === 1 ? '/inbox/password.html' : '/password/reset'
  const url = `${configuration.public_url}${page}#token=${token}`
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('password_token')
      .values({
        token_hash: secretHash(token),
        user_id: user.uuid,
        expires: sql<string>`now() + interval '1 hour'`,
      })
      .execute()
    await sendMail(tx, {
      to: user.email,
      wording: 'passwordReset',
      values: { name: user.name },
      url,
    })
  })
  return {}
})

export const reset = handle(userPasswordReset, async ({ params, services: { db }, refuse }) =>
  db.transaction().execute(async (tx) => {
    const user = await tx
      .selectFrom('password_token as t')
      .innerJoin('user as u', 'u.uuid', 't.user_id')
      .select(['u.uuid', 'u.password_history'])
      .where('t.token_hash', '=', secretHash(params.token))
      .where('t.expires', '>', sql<string>`now()`)
      .where('u.deleted', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!user) throw refuse('INVALID_TOKEN')
    const hash = await newPasswordHash(tx, params.password, { user_id: user.uuid }, user.password_history)
    if (!hash) throw refuse('BAD_PASSWORD')
    await setPassword(tx, user, hash)
    await tx.deleteFrom('password_token').where('user_id', '=', user.uuid).execute()
    return {}
  }),
)
