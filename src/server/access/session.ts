import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { NIL_UUID } from '#contract/value.ts'
import type { Database } from '../db/tables.ts'
import type { Actor, Guest } from './actor.ts'
import { linkReach } from './link_reach.ts'
import { portalReach } from './portal_reach.ts'
import { secretHash } from './secret_hash.ts'

/** Sessions and tokens. Only the SHA-256 of a secret is stored; v3 sids are uuids, here of 122 random bits. */

export const SESSIONS_A_USER = 10
export const DEFAULT_SESSION_MINUTES = 180

export const sidMd5 = (sid: string): string => createHash('md5').update(sid).digest('hex')
/** What our own pages send back to prove that they are ours: bound to the sid, useless without it. */
export const csrfToken = (sid: string): string =>
  createHash('sha256').update(`csrf ${sid}`).digest('base64url')

export interface NewSession {
  user_id: string
  minutes: number
  client_address: string | null
  pin?: { hash: string | null; via: 'TOKEN' | 'EMAIL' | 'SMS' }
  sign?: boolean
  /** A second factor was not asked for because the device is remembered. */
  second_factor?: boolean
  /** By which link, or to which patient's portal, a guest comes. */
  link_id?: string
  patient_id?: string
}

/** Makes a session and drops the user's oldest beyond ten, or what an account allows them. Answers the sid, which is nowhere else. */
export async function createSession(db: Kysely<Database>, session: NewSession): Promise<string> {
  const sid = randomUUID()
  await db
    .insertInto('session')
    .values({
      secret_hash: secretHash(sid),
      kind: 'sid',
      user_id: session.user_id,
      session_expire: session.minutes,
      expires: sql<string>`now() + make_interval(mins => ${session.minutes})`,
      client_address: session.client_address,
      pin_required: session.pin !== undefined,
      pin_hash: session.pin?.hash ?? null,
      pin_via: session.pin?.via ?? null,
      pin_expires: session.pin ? sql<string>`now() + interval '10 minutes'` : null,
      sign_required: session.sign ?? false,
      second_factor: session.second_factor ?? false,
      link_id: session.link_id ?? null,
      patient_id: session.patient_id ?? null,
    })
    .execute()
  // Guests of one link may share a user: a visit does not end another.
  if (session.link_id) return sid
  await sql`
    delete from session where uuid in (
      select uuid from session where user_id = ${session.user_id} and kind = 'sid'
      order by created desc, uuid desc offset greatest(1, coalesce((
        select max(max_sessions) from user_account where user_id = ${session.user_id}), ${SESSIONS_A_USER})))`.execute(
    db,
  )
  return sid
}

/** A Bearer token that ends by itself after `seconds`. */
export async function createToken(
  db: Kysely<Database>,
  user_id: string,
  seconds: number,
): Promise<{ access_token: string; created_at: string }> {
  const access_token = randomBytes(32).toString('base64url')
  const { created } = await db
    .insertInto('session')
    .values({
      secret_hash: secretHash(access_token),
      kind: 'token',
      user_id,
      session_expire: Math.ceil(seconds / 60),
      expires: sql<string>`now() + make_interval(secs => ${seconds})`,
    })
    .returning('created')
    .executeTakeFirstOrThrow()
  return { access_token, created_at: created }
}

interface SessionRow {
  uuid: string
  kind: 'sid' | 'token'
  csrf_hash: Buffer | null
  session_expire: number
  stale: boolean
  user_id: string
  name: string
  email: string
  sysadmin: boolean
  support: boolean
  time_zone: string | null
  namespace_id: string
  is_anonymous: boolean
  second_factor: boolean
  link_id: string | null
  patient_id: string | null
}

export interface OpenSession {
  actor: Actor
  /** Set when the client asked for CSRF checking (`/session/csrf/enable`). */
  csrf_hash: Buffer | null
}

/**
 * The session that a sid or token opens, its idle time renewed at most once a minute. Nothing when it is unknown, has
 * expired, or still owes a PIN or a signature.
 */
export async function openSession(
  db: Kysely<Database>,
  secret: string,
  client_address: string | null,
): Promise<OpenSession | undefined> {
  const { rows } = await sql<SessionRow>`
    select s.uuid, s.kind, s.csrf_hash, s.session_expire, s.user_id,
      s.kind = 'sid' and s.expires < now() + make_interval(mins => s.session_expire) - interval '1 minute' as stale,
      u.name, u.email::text, u.sysadmin, u.support, u.time_zone, u.namespace_id,
      u.is_anonymous, s.second_factor, s.link_id, s.patient_id
    from session s join "user" u on u.uuid = s.user_id
    where s.secret_hash = ${secretHash(secret)} and s.expires > now()
      and not s.pin_required and not s.sign_required
      and u.deleted is null and not u.disabled and not u.blocked`.execute(db)
  const row = rows[0]
  if (!row) return undefined
  if (row.stale) {
    await sql`update session set expires = now() + make_interval(mins => session_expire)
      where uuid = ${row.uuid}`.execute(db)
  }
  return { actor: actorOf(row, secret, client_address), csrf_hash: row.csrf_hash }
}

/** A guest is whoever is nobody's user: without a link or a patient such a session reaches nothing. */
function guestOf({ is_anonymous, link_id, patient_id }: SessionRow): { guest?: Guest } {
  if (!is_anonymous) return {}
  if (patient_id)
    return { guest: { kind: 'portal', uuid: patient_id, reach: (db) => portalReach(db, patient_id) } }
  const uuid = link_id ?? NIL_UUID
  return { guest: { kind: 'link', uuid, reach: (db, guest) => linkReach(db, guest, uuid) } }
}

const actorOf = (row: SessionRow, secret: string, client_address: string | null): Actor => ({
  kind: 'user',
  user_id: row.user_id,
  name: row.name,
  email: row.email,
  sysadmin: row.sysadmin,
  support: row.support,
  time_zone: row.time_zone,
  namespace_id: row.namespace_id,
  session: { uuid: row.uuid, kind: row.kind, sid_md5: sidMd5(secret), session_expire: row.session_expire },
  client_address,
  ...(row.second_factor ? {} : { withoutPin: true as const }),
  ...guestOf(row),
})
