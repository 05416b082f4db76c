import { createHash, randomInt } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { sessionLogin } from '#contract/session.ts'
import type { Actor } from '../../access/actor.ts'
import { findLogin, forgetFailures, isLockedOut, recordFailure, type UserRow } from '../../access/login.ts'
import { newPasswordHash, passwordMatches, setPassword } from '../../access/password.ts'
import { createSession, openSession } from '../../access/session.ts'
import { setSessionCookies } from '../../access/session_cookie.ts'
import { sessionMinutes } from '../../access/session_length.ts'
import { isDeviceTrusted } from '../../access/trusted_device.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { sendMail } from '../../mail/outbox.ts'

type LoginCall = Call<typeof sessionLogin>

/** A public key is good for a year (PUBLIC_KEY_EXPIRED). */
const PUBLIC_KEY_DAYS = 365

async function checkPassword(
  call: LoginCall,
  login: string,
): Promise<{ user: UserRow; account_id: string | null }> {
  const { params, services, refuse, actor } = call
  const found = await findLogin(services.db, login, { vanity: params.vanity, name: params.account_name })
  if (params.use_pkey) {
    if (!found?.user.public_key) throw refuse('INVALID_CREDENTIALS')
    if (await publicKeyExpired(services.db, found.user.uuid)) throw refuse('PUBLIC_KEY_EXPIRED')
    return found
  }
  const right = await passwordMatches(found?.password_hash ?? null, params.password ?? '')
  if (!found || !right) {
    await recordFailure(services.db, login, actor.client_address)
    throw refuse('INVALID_CREDENTIALS')
  }
  if (found.sso_only) throw refuse('SSO_ONLY')
  return found
}

async function publicKeyExpired(db: Kysely<Database>, user_id: string): Promise<boolean> {
  const { rows } = await sql`select from "user" where uuid = ${user_id}
    and public_key_changed < now() - make_interval(days => ${PUBLIC_KEY_DAYS})`.execute(db)
  return rows.length > 0
}

/** An account may ask a member for a new password; days after which passwords expire, of the strictest account. */
async function passwordExpired(db: Kysely<Database>, user_id: string): Promise<boolean> {
  const { rows } = await sql`
    select from "user" u join user_account ua on ua.user_id = u.uuid
    join account a on a.uuid = ua.account_id and a.deleted is null
    where u.uuid = ${user_id} and (ua.password_reset and u.password_changed < ua.updated or a.password_expire > 0
      and u.password_changed < now() - make_interval(days => a.password_expire)) limit 1`.execute(db)
  return rows.length > 0
}

async function changePassword(call: LoginCall, user: UserRow): Promise<void> {
  const { params, services, refuse } = call
  const expired = user.password_reset || (await passwordExpired(services.db, user.uuid))
  if (!params.new_password) {
    if (expired && !params.use_pkey) throw refuse('PASSWORD_RESET')
    return
  }
  const password_hash = await newPasswordHash(params.new_password, user.password_history)
  if (!password_hash) throw refuse('BAD_PASSWORD')
  await services.db.transaction().execute((tx) => setPassword(tx, user, password_hash))
}

/** `validate_session`: is that session alive and this user's? It leaves an audit event and no new session. */
async function validateSession(call: LoginCall, user: UserRow, sid: string, actor: Actor): Promise<void> {
  const open = await openSession(call.services.db, sid, actor.client_address)
  if (open?.actor.user_id !== user.uuid) throw call.refuse('VALIDATION_FAILED')
  await recordAudit(call.services.db, open.actor, {
    uuid: user.uuid,
    type: 'User',
    action: 'SESSION_VALIDATED',
    what: user.name,
  })
}

interface Pin {
  hash: string | null
  via: 'TOKEN' | 'EMAIL'
}

/** The second factor a user owes: a one-time code of their authenticator, else a PIN by mail. */
async function owedPin(
  call: LoginCall,
  user: UserRow,
): Promise<{ pin: Pin; code: string | undefined } | undefined> {
  if (!user.pin_required) return undefined
  if (await isDeviceTrusted(call.services.db, call.request, user.uuid)) return undefined
  if (user.totp_secret) return { pin: { hash: null, via: 'TOKEN' }, code: undefined }
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  return { pin: { hash: createHash('sha256').update(code).digest('hex'), via: 'EMAIL' }, code }
}

export default handle(sessionLogin, async (call) => {
  const { params, services, refuse, actor, reply } = call
  if (params.password !== undefined && params.use_pkey) throw refuse('ONLY_ONE')
  const login = params.login ?? params.email ?? params.account_login ?? ''
  const { db } = services
  if (await isLockedOut(db, login, actor.client_address)) throw refuse('LOCKOUT')
  const { user } = await checkPassword(call, login)
  if (user.blocked) throw refuse('BLOCKED')
  if (user.disabled) throw refuse('DISABLED')
  await changePassword(call, user)

  const answer = {
    uuid: user.uuid,
    name: user.name,
    training_todo: 0 as const,
    terms_md5: user.terms_md5,
    privacy_md5: user.privacy_md5,
    indicator_md5: user.indicator_md5,
    is_proxy: 0 as const,
  }
  if (params.validate_session) {
    await validateSession(call, user, params.validate_session, actor)
    return { ...answer, sid: params.validate_session }
  }

  const owed = await owedPin(call, user)
  const minutes = await sessionMinutes(db, user.uuid, params.location)
  const sid = await db.transaction().execute(async (tx) => {
    await forgetFailures(tx, login, actor.client_address)
    await tx
      .updateTable('user')
      .set({ last_login: sql<string>`now()` })
      .where('uuid', '=', user.uuid)
      .execute()
    const made = await createSession(tx, {
      user_id: user.uuid,
      minutes,
      client_address: actor.client_address,
      ...(owed ? { pin: owed.pin } : {}),
      sign: params.use_pkey === 1,
    })
    if (owed?.code)
      await sendMail(tx, {
        to: [user.email, ...user.alt_emails],
        wording: 'pin',
        values: { code: owed.code },
      })
    const who: Actor = { ...actor, kind: 'user', user_id: user.uuid, name: user.name }
    await recordAudit(tx, who, { uuid: user.uuid, type: 'User', action: 'LOGIN', what: user.name })
    return made
  })
  const byPage = call.request.headers['x-collimate-web'] === '1'
  if (byPage) setSessionCookies(reply, sid, services.configuration.public_url)
  return {
    ...answer,
    // Our own page never holds the sid: its cookie does.
    sid: byPage ? '' : sid,
    ...(owed ? { pin_required: 1 as const, pin_via: owed.pin.via } : {}),
    ...(params.use_pkey ? { sign_required: 1 as const } : {}),
  }
})
