import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { RadreportRow } from '../access/radreport.ts'
import type { Database } from '../db/tables.ts'
import { Refusal } from '../refusal.ts'
import { publishStudy } from '../study/event.ts'

/**
 * One report of a study is edited at a time, in one session, where the account asks for it
 * (`enable_radreport_lock_reading`). A lock is good for an hour from its last call.
 */

interface Lock {
  radreport_id: string
  user_id: string
  holder: string
}

/** Whose a lock is: the session's, or of who comes with a password alone, the user's. */
export const holderOf = (actor: Actor): string => actor.session?.sid_md5 ?? actor.user_id

/** The lock on a study's reports that stands. Call it with the study's row locked. */
async function standing(tx: Kysely<Database>, study_id: string): Promise<Lock | undefined> {
  const { rows } = await sql<Lock>`
    select radreport_id, user_id, holder from radreport_lock where study_id = ${study_id} and expires > now()`.execute(
    tx,
  )
  return rows[0]
}

const refused = ({ radreport_id, user_id }: Lock): Refusal =>
  new Refusal('LOCKED', 'RADREPORT_LOCKED', { locked_radreport_id: radreport_id, locked_user_id: user_id })

/** Two who lock at once wait for each other. */
const oneByOne = (tx: Kysely<Database>, study_id: string) =>
  sql`select from study where uuid = ${study_id} for no key update`.execute(tx)

type Report = Pick<RadreportRow, 'uuid' | 'account_id' | 'study_id'>

async function tell(
  tx: Kysely<Database>,
  { study_id, uuid }: Report,
  event: 'RADREPORT_LOCKED' | 'RADREPORT_UNLOCKED' | 'RADREPORT',
  user_id: string,
): Promise<void> {
  const study = await tx
    .selectFrom('study')
    .select(['uuid', 'study_uid', 'phi_namespace', 'storage_namespace'])
    .where('uuid', '=', study_id)
    .executeTakeFirstOrThrow()
  await publishStudy(tx, event, study, { radreport_id: uuid, user_id })
}

/** Whoever has the study open reads its reports again. */
export const tellChanged = (tx: Kysely<Database>, actor: Actor, report: Report): Promise<void> =>
  tell(tx, report, 'RADREPORT', actor.user_id)

/** LOCKED where another session holds the lock on the reports of the study. */
export async function requireUnlocked(tx: Kysely<Database>, actor: Actor, study_id: string): Promise<void> {
  await oneByOne(tx, study_id)
  const lock = await standing(tx, study_id)
  if (lock && lock.holder !== holderOf(actor)) throw refused(lock)
}

/** Takes the lock for a report, or holds it for another hour. LOCKED where another session has it. */
export async function takeLock(tx: Kysely<Database>, actor: Actor, report: Report): Promise<void> {
  const { study_id, uuid, account_id } = report
  await oneByOne(tx, study_id)
  const lock = await standing(tx, study_id)
  const holder = holderOf(actor)
  if (lock && lock.holder !== holder) throw refused(lock)
  await sql`
    insert into radreport_lock (study_id, account_id, radreport_id, user_id, holder, expires)
    values (${study_id}, ${account_id}, ${uuid}, ${actor.user_id}, ${holder}, now() + interval '1 hour')
    on conflict (study_id) do update set radreport_id = excluded.radreport_id, user_id = excluded.user_id,
      holder = excluded.holder, expires = excluded.expires`.execute(tx)
  if (lock?.radreport_id !== uuid) await tell(tx, report, 'RADREPORT_LOCKED', actor.user_id)
}

const drop = async (tx: Kysely<Database>, report: Report, user_id: string): Promise<void> => {
  await tx.deleteFrom('radreport_lock').where('study_id', '=', report.study_id).execute()
  await tell(tx, report, 'RADREPORT_UNLOCKED', user_id)
}

/** Lets go of a report. ALREADY where it is not locked, LOCKED where another user holds it. */
export async function dropLock(tx: Kysely<Database>, actor: Actor, report: Report): Promise<void> {
  await oneByOne(tx, report.study_id)
  const lock = await standing(tx, report.study_id)
  if (lock?.radreport_id !== report.uuid) throw new Refusal('ALREADY')
  if (lock.user_id !== actor.user_id) throw refused(lock)
  await drop(tx, report, lock.user_id)
}

/** LOCKED where another user edits a report of the study; a lock of one's own on this report goes. */
export async function dropForDeletion(tx: Kysely<Database>, actor: Actor, report: Report): Promise<void> {
  await oneByOne(tx, report.study_id)
  const lock = await standing(tx, report.study_id)
  if (lock && lock.user_id !== actor.user_id) throw refused(lock)
  if (lock?.radreport_id === report.uuid) await drop(tx, report, lock.user_id)
}

/** What is done while a report is changed: the lock is taken, and let go again where the caller has finished. */
export async function underLock(
  tx: Kysely<Database>,
  actor: Actor,
  report: Report,
  finished: boolean,
): Promise<void> {
  await takeLock(tx, actor, report)
  if (finished) await dropLock(tx, actor, report)
}
