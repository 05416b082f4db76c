import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { UserRow } from '../access/login.ts'
import type { OwedPin } from '../access/second_factor.ts'
import { createSession } from '../access/session.ts'
import { setSessionCookies } from '../access/session_cookie.ts'
import { sessionMinutes } from '../access/session_length.ts'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../db/tables.ts'
import { sendMail } from '../mail/outbox.ts'

/** The one way in which somebody who has proven who they are gets a session. */

export interface Beginning {
  user: UserRow
  pin?: OwedPin | undefined
  sign?: boolean
  location?: string | undefined
  /** Of the provider, where they came by one. */
  issuer?: string
}

export async function beginSession(
  tx: Kysely<Database>,
  actor: Actor,
  { user, pin, sign, location, issuer }: Beginning,
): Promise<string> {
  await tx.updateTable('user').set({ last_login: sql<string>`now()` }).where('uuid', '=', user.uuid).execute()
  const sid = await createSession(tx, {
    user_id: user.uuid,
    minutes: await sessionMinutes(tx, user.uuid, location),
    client_address: actor.client_address,
    ...(pin ? { pin: { hash: pin.hash, via: pin.via } } : {}),
    sign: sign ?? false,
  })
  if (pin?.code)
    await sendMail(tx, {
      to: [user.email, ...user.alt_emails],
      wording: 'pin',
      values: { code: pin.code },
      by: user.uuid,
    })
  const who: Actor = { ...actor, kind: 'user', user_id: user.uuid, name: user.name }
  await recordAudit(tx, who, {
    uuid: user.uuid,
    type: 'User',
    action: 'LOGIN',
    what: user.name,
    ...(issuer ? { with: issuer } : {}),
  })
  return sid
}

/** The sid as it is handed out: our own page never holds it, its cookie does. */
export function handOut(
  request: FastifyRequest,
  reply: FastifyReply,
  sid: string,
  public_url: string,
): string {
  if (request.headers['x-collimate-web'] !== '1') return sid
  setSessionCookies(reply, sid, public_url)
  return ''
}

/** What a session still owes, as the answer of a sign-in says it. */
export const owes = (pin: OwedPin | undefined) => (pin ? { pin_required: 1 as const, pin_via: pin.via } : {})
