import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/tables.ts'

/** The PIN that lets a patient in: six digits, good for ten minutes and three tries, of which only a hash is kept. */

const TRIES = 3
const PIN_MINUTES = 10
const LOCK_MINUTES = 15

const hashOf = (patient_id: string, pin: string): Buffer =>
  createHash('sha256').update(`${patient_id} ${pin.trim()}`).digest()

/** Makes a new PIN in place of an older one. Nothing while too many wrong ones have locked the patient out. */
export async function newPortalPin(db: Kysely<Database>, patient_id: string): Promise<string | undefined> {
  const pin = String(randomInt(0, 1_000_000)).padStart(6, '0')
  const { rows } = await sql<{ patient_id: string }>`
    insert into patient_pin as p (patient_id, pin_hash, expires)
    values (${patient_id}, ${hashOf(patient_id, pin)}, now() + make_interval(mins => ${PIN_MINUTES}))
    on conflict (patient_id) do update set pin_hash = excluded.pin_hash, expires = excluded.expires, locked_until = null,
      failures = case when p.locked_until is null then p.failures else 0 end
      where p.locked_until is null or p.locked_until < now()
    returning patient_id`.execute(db)
  return rows.length > 0 ? pin : undefined
}

/** Uses a PIN up. Wrong ones count across PINs, so that asking for new ones gives no further tries. */
export async function usePortalPin(
  db: Kysely<Database>,
  patient_id: string,
  pin: string,
): Promise<'right' | 'wrong' | 'locked'> {
  const row = await db
    .selectFrom('patient_pin')
    .select(['pin_hash', 'failures', sql<boolean>`expires > now()`.as('valid')])
    .select(sql<boolean>`locked_until is not null and locked_until > now()`.as('locked'))
    .where('patient_id', '=', patient_id)
    .forUpdate()
    .executeTakeFirst()
  if (row?.locked) return 'locked'
  if (row?.pin_hash && row.valid && timingSafeEqual(row.pin_hash, hashOf(patient_id, pin))) {
    await db.deleteFrom('patient_pin').where('patient_id', '=', patient_id).execute()
    return 'right'
  }
  if (row) {
    const locks = row.failures + 1 >= TRIES
    await db
      .updateTable('patient_pin')
      .set({
        failures: row.failures + 1,
        ...(locks
          ? { pin_hash: null, locked_until: sql<string>`now() + make_interval(mins => ${LOCK_MINUTES})` }
          : {}),
      })
      .where('patient_id', '=', patient_id)
      .execute()
  }
  return 'wrong'
}
