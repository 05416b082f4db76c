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
import { enqueue } from '../jobs/queue.ts'
import { composeMail } from '../mail/compose.ts'
import { languagesOf, sendMail, spoken } from '../mail/outbox.ts'

/** The one way in which somebody who has proven who they are gets a session. */

export interface Beginning {
  user: UserRow
  pin?: OwedPin | 'remembered' | undefined
  sign?: boolean
  location?: string | undefined
  /** Of the provider, where they came by one. */
  issuer?: string
}

async function sendPin(
  tx: Kysely<Database>,
  user: UserRow,
  via: OwedPin['via'],
  code: string,
): Promise<void> {
  const content = { wording: 'pin' as const, values: { code } }
  if (via !== 'SMS') return sendMail(tx, { to: [user.email, ...user.alt_emails], ...content, by: user.uuid })
  const [reader] = await languagesOf(tx, [user.email], user.uuid)
  const { text } = composeMail(content, spoken(reader?.language ?? null), 'Collimate')
  await enqueue(tx, 'sms_send', { to: user.mobile_phone, text: text.split('\n')[0] ?? '' })
}

export async function beginSession(
  tx: Kysely<Database>,
  actor: Actor,
  { user, pin, sign, location, issuer }: Beginning,
): Promise<string> {
  await tx.updateTable('user').set({ last_login: sql<string>`now()` }).where('uuid', '=', user.uuid).execute()
  const asked = pin === 'remembered' ? undefined : pin
  const sid = await createSession(tx, {
    user_id: user.uuid,
    minutes: await sessionMinutes(tx, user.uuid, location),
    client_address: actor.client_address,
    ...(asked ? { pin: { hash: asked.hash, via: asked.via } } : {}),
    second_factor: pin === 'remembered',
    sign: sign ?? false,
  })
  if (asked?.code) await sendPin(tx, user, asked.via, asked.code)
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
export const owes = (pin: OwedPin | 'remembered' | undefined) =>
  pin && pin !== 'remembered' ? { pin_required: 1 as const, pin_via: pin.via } : {}
