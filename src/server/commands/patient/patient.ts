import { type Kysely, sql } from 'kysely'
import { patientAdd, patientDelete, patientGet, patientList, patientSet } from '#contract/patient.ts'
import { requireAccount } from '../../access/account.ts'
import { findStudy, type StudyRow } from '../../access/study.ts'
import { type Call, handle } from '../../command.ts'
import type { Database } from '../../db/tables.ts'
import { addObject, deleteObject, findObject, listObjects, setObject } from '../../object.ts'
import { studyPersonName } from '../../patient/automatic.ts'
import { type PatientRow, patient, withStudies } from '../../patient/patient.ts'
import { checkReachable, givenName, patientSettings, requireUnused } from '../../patient/person.ts'
import { updatePatientStudies } from '../../patient/studies.ts'
import { settingParameters } from '../../tenancy/account_setting.ts'
import { writeCustomfields } from '../../tenancy/customfield/value.ts'
import { namespaceSettings } from '../../tenancy/namespace_setting.ts'

export const list = handle(patientList, async ({ params, raw, actor, services: { db } }) => {
  const { rows, page } = await listObjects(patient, db, actor, raw, params.account_id)
  return { patients: await withStudies(db, actor, params.account_id, rows), page }
})

export const get = handle(patientGet, async ({ params, actor, services: { db }, refuse }) => {
  const { row } = await findObject(patient, db, actor, params.uuid, patient.view)
  const [record] = await withStudies(db, actor, row.account_id, [patient.present(row)])
  if (!record) throw refuse('NOT_FOUND')
  return record
})

export const remove = handle(patientDelete, async ({ params, actor, services: { db } }) => {
  await deleteObject(patient, db, actor, params.uuid)
  return {}
})

const accountOf = (db: Kysely<Database>, uuid: string) =>
  db.selectFrom('account').select(['uuid', 'settings']).where('uuid', '=', uuid).executeTakeFirstOrThrow()

async function studyNamed(call: Call<typeof patientAdd>): Promise<StudyRow | undefined> {
  const { params, actor, services, refuse } = call
  if (!params.study_id) return undefined
  const { study } = await findStudy(services.db, actor, { uuid: params.study_id })
  if (study.account_id !== params.account_id) throw refuse('NOT_FOUND', 'study_id')
  return study
}

async function mrnTaken(tx: Kysely<Database>, account_id: string, mrn: string, but?: string) {
  const { rows } = await sql`select from patient where account_id = ${account_id} and mrn = ${mrn}::citext
    and deleted is null and uuid is distinct from ${but ?? null}::uuid limit 1`.execute(tx)
  return rows.length > 0
}

async function nameOf(db: Kysely<Database>, { patient_name, phi_namespace }: StudyRow) {
  if (!patient_name) return undefined
  const setting = await namespaceSettings(db, phi_namespace)
  return studyPersonName(patient_name, setting('reverse_patient_name') === 1)
}

const blank = (text: string | undefined) => (text === '' ? null : text)

export const add = handle(patientAdd, async (call) => {
  const { params, raw, actor, services, refuse } = call
  const { db } = services
  checkReachable(params)
  await requireAccount(db, actor, params.account_id, patient.edit)
  const study = await studyNamed(call)
  const name = givenName(params) ?? (study && (await nameOf(db, study)))
  const mrn = params.mrn ?? study?.patientid ?? ''
  const missing = [...(name?.name ? [] : ['name']), ...(mrn === '' ? ['mrn'] : [])]
  if (!name || missing.length > 0) throw refuse('MISSING_FIELDS', missing)
  return db.transaction().execute(async (tx) => {
    const account = await accountOf(tx, params.account_id)
    if (await mrnTaken(tx, account.uuid, mrn)) throw refuse('ALREADY_EXISTS')
    await requireUnused(tx, account, params)
    const customfields = await writeCustomfields(tx, account.uuid, 'Patient', {}, raw, { complete: true })
    const uuid = await addObject(patient, tx, actor, account.uuid, name.name, {
      first: name.first,
      last: name.last,
      mrn,
      sex: params.sex ?? study?.patient_sex,
      birth_date: params.birth_date ?? study?.patient_birth_date,
      email: blank(params.email),
      mobile_phone: blank(params.mobile_phone ?? study?.patient_phone ?? undefined),
      alt_email: blank(params.alt_email),
      alt_mobile_phone: blank(params.alt_mobile_phone),
      event_share: params.event_share === 1,
      event_new_report: params.event_new_report !== 0,
      customfields: JSON.stringify(customfields),
    })
    return { uuid }
  })
})

const flagColumn = (flag: 0 | 1 | undefined) => (flag === undefined ? undefined : flag === 1)

export const set = handle(patientSet, async ({ params, raw, actor, services: { db }, refuse }) => {
  checkReachable(params)
  const name = givenName(params)
  const settings = settingParameters(params.settings, raw)
  await db.transaction().execute(async (tx) => {
    const { row } = await findObject(patient, tx, actor, params.uuid, patient.edit, true)
    const account = await accountOf(tx, row.account_id)
    if (params.mrn && (await mrnTaken(tx, row.account_id, params.mrn, row.uuid)))
      throw refuse('ALREADY_EXISTS')
    await requireUnused(tx, account, params, row.uuid)
    const customfields = await writeCustomfields(tx, row.account_id, 'Patient', row.customfield_values, raw)
    const { sex, mobile_phone } = params
    const change: Partial<Record<keyof PatientRow | 'last_event', unknown>> = {
      ...name,
      mrn: params.mrn || undefined,
      sex,
      birth_date: params.birth_date,
      email: blank(params.email),
      mobile_phone: blank(mobile_phone),
      alt_email: blank(params.alt_email),
      alt_mobile_phone: blank(params.alt_mobile_phone),
      event_share: flagColumn(params.event_share),
      event_new_report: flagColumn(params.event_new_report),
      customfields: JSON.stringify(customfields),
      settings: JSON.stringify(patientSettings(row.settings, settings)),
      last_event: new Date(),
    }
    await setObject(patient, tx, actor, row, change)
    if (account.settings.auto_update_patient_studies === 1)
      await updatePatientStudies(tx, actor, row.account_id, params.mrn || row.mrn, { sex, mobile_phone })
  })
  return {}
})
