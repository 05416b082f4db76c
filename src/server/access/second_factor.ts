import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { type Kysely, sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import type { Configuration } from '../configuration.ts'
import type { Database } from '../db/tables.ts'
import type { Services } from '../services.ts'
import type { UserRow } from './login.ts'
import { openTotp } from './totp_secret.ts'
import { isDeviceTrusted } from './trusted_device.ts'

/** The second factor: who owes one, by which way it comes, and whether it is right. */

export interface OwedPin {
  hash: string | null
  via: 'TOKEN' | 'EMAIL' | 'SMS'
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

/** Under which name wrong PINs are counted, beside wrong passwords. */
export const pinTries = ({ email }: { email: string }): string => `pin ${email}`

const pinHash = (code: string) => createHash('sha256').update(code.trim()).digest()

/**
 * A one-time code of the user's authenticator, else a PIN by text message where there is a gateway and a number, else by
 * mail. `remembered` from a device that is trusted.
 */
export async function owedPin(
  db: Kysely<Database>,
  request: FastifyRequest,
  user: UserRow,
  { sms_url }: Configuration,
): Promise<OwedPin | 'remembered'> {
  if (await isDeviceTrusted(db, request, user.uuid)) return 'remembered'
  if (user.totp_secret) return { hash: null, via: 'TOKEN', code: undefined }
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  return { hash: pinHash(code).toString('hex'), via: sms_url && user.mobile_phone ? 'SMS' : 'EMAIL', code }
}

export const isPin = (hash: string | null, pin: string): boolean =>
  hash !== null && timingSafeEqual(pinHash(pin), Buffer.from(hash, 'hex'))

const PERIOD_SECONDS = 30

/** The time step of a right one-time code (RFC 6238), of now or one step beside it. */
export function totpStep(secret: string, code: string): number | undefined {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), period: PERIOD_SECONDS })
  const delta = totp.validate({ token: code.trim(), window: 1 })
  return delta === null ? undefined : Math.floor(Date.now() / 1000 / PERIOD_SECONDS) + delta
}

/** Takes a one-time code of the user's authenticator: each is good once (RFC 6238, §5.2). */
export async function takeTotp(
  { db, configuration }: Pick<Services, 'db' | 'configuration'>,
  user: { user_id: string; totp_secret: string | null },
  code: string,
): Promise<boolean> {
  const secret = user.totp_secret ? await openTotp(configuration, user.totp_secret) : undefined
  const step = secret === undefined ? undefined : totpStep(secret, code)
  if (step === undefined) return false
  const taken = await db
    .updateTable('user')
    .set({ totp_step: String(step) })
    .where('uuid', '=', user.user_id)
    .where(sql<boolean>`coalesce(totp_step, 0) < ${step}`)
    .returning('uuid')
    .executeTakeFirst()
  return taken !== undefined
}
