import { type Kysely, sql } from 'kysely'
import type { Actor } from '../access/actor.ts'
import type { StudyRow } from '../access/study.ts'
import type { Database } from '../db/tables.ts'
import { addObject } from '../object.ts'
import { namespaceSettings } from '../tenancy/namespace_setting.ts'
import { patient } from './patient.ts'
import { nameParts, type PersonName } from './person.ts'

/** The name of a study's patient as its place writes names: `reverse_patient_name` puts the family name first. */
export function studyPersonName(patient_name: string, reversed: boolean): PersonName {
  const parts = nameParts(patient_name)
  const name = [parts.last, parts.first].filter((part) => part !== '').join(' ')
  return reversed ? { ...parts, name } : parts
}

/** Makes the patient of an approved study where there is none with this MRN (`auto_create_patient`). */
export async function ensurePatient(
  tx: Kysely<Database>,
  actor: Actor,
  study: Pick<StudyRow, 'account_id' | 'phi_namespace' | 'patientid' | 'patient_name'> &
    Pick<StudyRow, 'patient_sex' | 'patient_birth_date'>,
): Promise<void> {
  const { account_id, patientid, patient_name } = study
  const mrn = patientid?.trim() ?? ''
  if (!account_id || mrn === '' || !patient_name) return
  const setting = await namespaceSettings(tx, study.phi_namespace)
  if (setting('auto_create_patient') !== 1) return
  await ensurePerson(tx, actor, account_id, {
    ...studyPersonName(patient_name, setting('reverse_patient_name') === 1),
    mrn,
    sex: study.patient_sex,
    birth_date: study.patient_birth_date,
  })
}

export interface KnownPerson extends PersonName {
  mrn: string
  sex: string | null
  birth_date: string | null
  email?: string
}

/** Makes the patient with an MRN, unless there is one. */
export async function ensurePerson(
  tx: Kysely<Database>,
  actor: Actor,
  account_id: string,
  { name, mrn, ...person }: KnownPerson,
): Promise<void> {
  // Two studies of one patient arrive together: the second finds what the first made.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`patient ${account_id} ${mrn.toLowerCase()}`}, 0))`.execute(
    tx,
  )
  const known = await tx
    .selectFrom('patient')
    .select('uuid')
    .where('account_id', '=', account_id)
    .where('mrn', '=', mrn)
    .where('deleted', 'is', null)
    .executeTakeFirst()
  if (known) return
  await addObject(patient, tx, actor, account_id, name, { ...person, mrn })
}
