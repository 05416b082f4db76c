import { createHash, randomInt } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'
import type { UserRow } from './login.ts'
import { isDeviceTrusted } from './trusted_device.ts'

/** The second factor: who owes one, and by which way it comes. */

export interface OwedPin {
  hash: string | null
  via: 'TOKEN' | 'EMAIL'
  /** What has to be sent. */
  code: string | undefined
}

/** Does an account that the user belongs to ask for one? Their role there may say otherwise (`pin_required`). */
export async function accountAsksForPin(db: Kysely<Database>, user_id: string): Promise<boolean> {
  const { rows } = await sql`
    select from user_account ua join account a on a.uuid = ua.account_id and a.deleted is null
    left join role r on r.uuid = coalesce(ua.role_id, a.role_id)
    where ua.user_id = ${user_id}
      and coalesce(r.settings->>'pin_required', a.settings->>'pin_required', '0') = '1' limit 1`.execute(db)
  return rows.length > 0
}

/** A one-time code of the user's authenticator, else a PIN by mail; nothing from a device that is remembered. */
export async function owedPin(
  db: Kysely<Database>,
  request: FastifyRequest,
  user: UserRow,
): Promise<OwedPin | undefined> {
  if (await isDeviceTrusted(db, request, user.uuid)) return undefined
  if (user.totp_secret) return { hash: null, via: 'TOKEN', code: undefined }
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  return { hash: createHash('sha256').update(code).digest('hex'), via: 'EMAIL', code }
}
