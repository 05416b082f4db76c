import { verify } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { sessionPin, sessionSign } from '#contract/session.ts'
import { forgetFailures, recordFailure } from '../../access/login.ts'
import { presentedSecret } from '../../access/presented.ts'
import { isPin, pinTries, takeTotp } from '../../access/second_factor.ts'
import { secretHash } from '../../access/secret_hash.ts'
import { trustDevice } from '../../access/trusted_device.ts'
import { handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { parsePublicKey } from '../../tenancy/public_key.ts'

const TRIES = 3
const PUBLIC_KEY_DAYS = 365

/** The session that owes a PIN or a signature, with what its user proves it by. */
const owing = (db: Kysely<Database>, sid: string) =>
  db
    .selectFrom('session as s')
    .innerJoin('user as u', 'u.uuid', 's.user_id')
    .select([
      's.uuid',
      's.user_id',
      's.pin_required',
      's.pin_hash',
      's.pin_via',
      's.sign_required',
      'u.email',
      'u.totp_secret',
      'u.public_key',
      sql<boolean>`s.pin_expires < now()`.as('pin_expired'),
      sql<boolean>`u.public_key_changed < now() - make_interval(days => ${PUBLIC_KEY_DAYS})`.as(
        'key_expired',
      ),
    ])
    .where('s.secret_hash', '=', secretHash(sid))
    .where('s.expires', '>', sql<string>`now()`)
    .executeTakeFirst()

/** Counts a try before it is looked at, so that many at once are no more than three. */
async function tryPin(db: Kysely<Database>, uuid: string): Promise<boolean> {
  const counted = await db
    .updateTable('session')
    .set({ pin_failures: sql<number>`pin_failures + 1` })
    .where('uuid', '=', uuid)
    .where('pin_required', '=', true)
    .where('pin_failures', '<', TRIES)
    .returning('uuid')
    .executeTakeFirst()
  return counted !== undefined
}

export const pin = handle(sessionPin, async ({ params, services, actor, request, reply, refuse }) => {
  const { db, configuration } = services
  const sid = presentedSecret(request, params.sid)?.secret
  if (!sid) throw refuse('MISSING_FIELDS', ['sid'])
  const owed = await owing(db, sid)
  if (!owed?.pin_required) throw refuse('INVALID_SID')
  if (owed.pin_expired || !(await tryPin(db, owed.uuid))) throw refuse('PIN_EXPIRED')
  const right =
    owed.pin_via === 'TOKEN' ? await takeTotp(services, owed, params.pin) : isPin(owed.pin_hash, params.pin)
  if (!right) {
    await recordFailure(db, pinTries(owed), actor.client_address)
    throw refuse('INVALID_PIN')
  }
  await forgetFailures(db, pinTries(owed), actor.client_address)
  await db
    .updateTable('session')
    .set({ pin_required: false, pin_hash: null, second_factor: true })
    .where('uuid', '=', owed.uuid)
    .execute()
  if (params.remember_device === 1) {
    await trustDevice(db, request, reply, owed.user_id, configuration.public_url.startsWith('https:'))
  }
  return {}
})

/** A sid is a uuid; its binary form is 16 bytes. */
const sidBytes = (sid: string) => Buffer.from(sid.replaceAll('-', ''), 'hex')

export const sign = handle(sessionSign, async ({ params, services: { db }, request, refuse }) => {
  const sid = presentedSecret(request, params.sid)?.secret
  if (!sid) throw refuse('MISSING_FIELDS', ['sid'])
  const owed = await owing(db, sid)
  if (!owed?.sign_required) throw refuse('INVALID_SID')
  if (owed.key_expired) throw refuse('PUBLIC_KEY_EXPIRED')
  const key = owed.public_key ? parsePublicKey(owed.public_key) : undefined
  const nul = Buffer.of(0)
  const der = key?.export({ format: 'der', type: 'spki' }) ?? Buffer.alloc(0)
  const message = Buffer.concat([
    Buffer.from(owed.email),
    nul,
    sidBytes(sid),
    nul,
    der,
    nul,
    Buffer.from('sha256'),
  ])
  const signature = Buffer.from(params.signature, 'base64')
  const algorithm = key?.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  if (!key || !verify(algorithm, message, key, signature)) {
    await db.deleteFrom('session').where('uuid', '=', owed.uuid).execute()
    throw refuse('INVALID_SIGNATURE')
  }
  await db.updateTable('session').set({ sign_required: false }).where('uuid', '=', owed.uuid).execute()
  return {}
})
