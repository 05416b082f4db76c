import { type Kysely, sql } from 'kysely'
import { sessionLogin } from '#contract/session.ts'
import type { Actor } from '../../access/actor.ts'
import { keepFailedLogin } from '../../access/failed_login.ts'
import {
  findLogin,
  forgetFailures,
  isLockedOut,
  isPasswordOf,
  recordFailure,
  type UserRow,
} from '../../access/login.ts'
import { newPasswordHash, setPassword } from '../../access/password.ts'
import { accountAsksForPin, owedPin, pinTries } from '../../access/second_factor.ts'
import { openSession } from '../../access/session.ts'
import { recordAudit } from '../../audit/record.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { whyNotAdmitted } from '../../signin/admission.ts'
import { beginSession, handOut, owes } from '../../signin/begin.ts'
import { syncExternalRoles } from '../../signin/role_mapping.ts'
import { accountOfVanity, brandOf } from '../../tenancy/vanity.ts'

type LoginCall = Call<typeof sessionLogin>

/** A public key is good for a year (PUBLIC_KEY_EXPIRED). */
const PUBLIC_KEY_DAYS = 365

async function checkPassword(
  call: LoginCall,
  login: string,
): Promise<{ user: UserRow; account_id: string | null }> {
  const { params, services, refuse, actor } = call
  const account = await accountOfVanity(services.db, call.request, params.vanity)
  const found = await findLogin(services.db, login, { account_id: account?.uuid, name: params.account_name })
  if (params.use_pkey) {
    if (!found?.user.public_key) throw refuse('INVALID_CREDENTIALS')
    if (await publicKeyExpired(services.db, found.user.uuid)) throw refuse('PUBLIC_KEY_EXPIRED')
    return found
  }
  if (!found || !(await isPasswordOf(found, params.password ?? ''))) {
    await recordFailure(services.db, login, actor.client_address)
    await keepFailure(call, login, 'PRIMARY')
    throw refuse('INVALID_CREDENTIALS')
  }
  if (found.sso_only) throw refuse('SSO_ONLY')
  return found
}

async function keepFailure(call: LoginCall, login: string, reason: 'LOCKOUT' | 'PRIMARY'): Promise<void> {
  const { params, services, actor, request } = call
  const account = await accountOfVanity(services.db, request, params.vanity)
  await keepFailedLogin(services.db, {
    reason,
    login,
    vanity: params.vanity,
    account_id: account?.uuid,
    account_name: params.account_name,
    client_address: actor.client_address,
  })
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
  const password_hash = await newPasswordHash(
    services.db,
    params.new_password,
    { user_id: user.uuid },
    user.password_history,
  )
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

export default handle(sessionLogin, async (call) => {
  const { params, services, refuse, actor, reply } = call
  if (params.password !== undefined && params.use_pkey) throw refuse('ONLY_ONE')
  const login = params.login ?? params.email ?? params.account_login ?? ''
  const { db } = services
  if (await isLockedOut(db, login, actor.client_address)) {
    await keepFailure(call, login, 'LOCKOUT')
    throw refuse('LOCKOUT')
  }
  const { user } = await checkPassword(call, login)
  const brand = await brandOf(db, call.request, params.vanity)
  const door = { address: actor.client_address, brands: brand ? [brand] : [] }
  const unadmitted = await whyNotAdmitted(db, user, door)
  if (unadmitted) throw refuse(unadmitted)
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

  const asked = user.pin_required || (await accountAsksForPin(db, user.uuid))
  const pin = asked ? await owedPin(db, call.request, user, services.configuration) : undefined
  const owing = pin !== undefined && pin !== 'remembered'
  // Whoever has the password only may not begin again with three more tries without end.
  if (owing && (await isLockedOut(db, pinTries(user), actor.client_address))) throw refuse('LOCKOUT')
  const sid = await db.transaction().execute(async (tx) => {
    await forgetFailures(tx, login, actor.client_address)
    await syncExternalRoles(tx, user.uuid)
    return beginSession(tx, actor, { user, pin, sign: params.use_pkey === 1, location: params.location })
  })
  return {
    ...answer,
    sid: handOut(call.request, reply, sid, services.configuration.public_url),
    ...owes(pin),
    ...(params.use_pkey ? { sign_required: 1 as const } : {}),
  }
})
