import { type Kysely, type Selectable, sql } from 'kysely'
import type { Hl7Record } from '#contract/hl7.ts'
import type { Actor } from '../access/actor.ts'
import type { NamespaceAccess } from '../access/namespaces.ts'
import { isReportOut, mayWithReports } from '../access/report.ts'
import { findStudy, type StudyReference, type StudyRow, studyAccesses } from '../access/study.ts'
import type { Hl7Table } from '../db/hl7-tables.ts'
import type { Database } from '../db/tables.ts'
import { parseMessage } from '../hl7/message.ts'
import { Refusal } from '../refusal.ts'

/**
 * The HL7 messages of studies: those of the study's account that name its accession number, and where both name a
 * patient, the same one: a number is somebody's own; two hospitals of an account may use the same. An account may leave
 * the patient aside (`include_patientid_in_hl7_match`), or go by the other number of the patient as well
 * (`include_patientid_other_in_hl7_match`).
 */

export type Hl7Row = Selectable<Hl7Table>

/** A flag of the account of a message `m`. */
const flag = (setting: string, otherwise: string) =>
  sql`coalesce((select a.settings ->> ${sql.lit(setting)} from account a where a.uuid = m.account_id), ${sql.lit(otherwise)}) = '1'`
const BY_PATIENT = flag('include_patientid_in_hl7_match', '1')
const BY_OTHER = flag('include_patientid_other_in_hl7_match', '0')

function belongs(study: string) {
  const column = (name: string) => sql.ref(`${study}.${name}`)
  return sql<boolean>`
    m.account_id = ${column('account_id')} and m.deleted is null and m.accession_number_h ? ${column('accession_number')}
    and (m.patientid is null
      or (${column('patientid')} is null or lower(m.patientid) = lower(${column('patientid')})) and ${BY_PATIENT}
      or lower(m.patientid) = lower(${column('patientid_other')}) and ${BY_OTHER}
      or not ${BY_PATIENT} and not ${BY_OTHER})`
}

/** How many messages a study answers where nobody says how many. */
const MOST = 100

type Named = Pick<StudyRow, 'uuid' | 'account_id' | 'accession_number' | 'patientid'>

/** The messages of each of these studies, newest first. `limit` 0 is as many as there may be. */
export async function messagesOf(
  db: Kysely<Database>,
  studies: readonly Named[],
  limit = MOST,
): Promise<Map<string, Hl7Row[]>> {
  const ids = studies.filter((study) => study.accession_number).map((study) => study.uuid)
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Hl7Row & { study_id: string }>`
    select s.uuid as study_id, m.* from study s cross join lateral (
      select * from hl7 m where ${belongs('s')} order by m.created desc, m.uuid desc
      limit ${limit > 0 ? Math.min(limit, MOST) : MOST}) m
    where s.uuid = any(${ids}::uuid[])
    order by m.created desc, m.uuid desc`.execute(db)
  return Map.groupBy(rows, (row) => row.study_id)
}

/** Studies that a message is about, whoever may see them. */
export async function studiesOf(db: Kysely<Database>, message: Hl7Row): Promise<StudyRow[]> {
  const { rows } = await sql<StudyRow>`
    select s.* from hl7 m join study s on s.account_id = m.account_id and s.deleted is null and ${belongs('s')}
    where m.uuid = ${message.uuid} and s.accession_number = any(${Object.keys(message.accession_number_h)}::text[])
    limit ${MOST}`.execute(db)
  return rows
}

/** A message as `/hl7/get` answers it. */
export async function presentMessage(
  { uuid, created, message }: Hl7Row,
  { hl7_template, raw }: { hl7_template?: string | null; raw?: boolean } = {},
): Promise<Hl7Record> {
  const { segments } = await parseMessage(message)
  return {
    uuid,
    created,
    segments,
    ...(hl7_template ? { hl7_template } : {}),
    ...(raw ? { raw: message } : {}),
  }
}

/** The message, while it stands; `undefined` for none. */
export async function messageRow(db: Kysely<Database>, uuid: string): Promise<Hl7Row | undefined> {
  return db
    .selectFrom('hl7')
    .selectAll()
    .where('uuid', '=', uuid)
    .where('deleted', 'is', null)
    .executeTakeFirst()
}

export interface SeenStudy {
  study: StudyRow
  access: NamespaceAccess
}

/** The studies of a message that the actor sees. */
export async function seenStudiesOf(
  db: Kysely<Database>,
  actor: Actor,
  message: Hl7Row,
): Promise<SeenStudy[]> {
  const studies = await studiesOf(db, message)
  const accesses = await studyAccesses(db, actor, studies)
  return studies.flatMap((study) => {
    const access = accesses.get(study.uuid)
    return access ? [{ study, access }] : []
  })
}

/** The report of a study that the actor sees by it; NOT_FOUND when the message is of another study. */
export async function messageOfStudy(
  db: Kysely<Database>,
  actor: Actor,
  uuid: string,
  reference: StudyReference,
): Promise<Hl7Row> {
  const { study, access } = await findStudy(db, actor, reference, 'study_report_hl7_view')
  if (!mayWithReports(actor, access, 'hl7', study)) throw new Refusal('NOT_PERMITTED')
  const message = await messageRow(db, uuid)
  const named = message && (await studiesOf(db, message)).some((one) => one.uuid === study.uuid)
  if (!message || !named || !isReportOut(access, message.created)) throw new Refusal('NOT_FOUND')
  return message
}
