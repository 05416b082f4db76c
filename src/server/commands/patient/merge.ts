import { sql } from 'kysely'
import { patientMerge } from '#contract/patient.ts'
import { isUuid } from '#contract/value.ts'
import { recordAudit } from '../../audit/record.ts'
import { handle } from '../../command.ts'
import { findObject, setObject } from '../../object.ts'
import { type PatientRow, patient } from '../../patient/patient.ts'
import { checkReachable, patientSettings, requireUnused } from '../../patient/person.ts'
import { updatePatientStudies } from '../../patient/studies.ts'
import { settingParameters } from '../../tenancy/account_setting.ts'
import { writeCustomfields } from '../../tenancy/customfield/value.ts'

const digits = (date: string | null) => (date ?? '').replaceAll(/\D/g, '').slice(0, 8)
const samePerson = (one: PatientRow, other: PatientRow) =>
  one.name.toLowerCase() === other.name.toLowerCase() && digits(one.birth_date) === digits(other.birth_date)

const flagColumn = (flag: 0 | 1 | undefined) => (flag === undefined ? undefined : flag === 1)

/** Merges patients: the studies of each source carry the destination's MRN from now on. */
export default handle(patientMerge, async ({ params, raw, actor, services: { db }, refuse }) => {
  checkReachable(params)
  const settings = settingParameters(params.settings, raw)
  const named = [...new Set(params.src.map((one) => String(one).toLowerCase()))].filter(
    (uuid) => uuid !== params.uuid,
  )
  if (named.length === 0 || named.length > 100 || !named.every(isUuid)) throw refuse('NOT_FOUND', 'src')
  await db.transaction().execute(async (tx) => {
    // Locked in one order, so that two merges of the same people wait for each other.
    await sql`select from patient where uuid = any(${[params.uuid, ...named]}::uuid[]) order by uuid for update`.execute(
      tx,
    )
    const { row } = await findObject(patient, tx, actor, params.uuid, ['patient_merge'])
    const sources: PatientRow[] = []
    for (const uuid of named) {
      const source = await findObject(patient, tx, actor, uuid, ['patient_merge'])
      if (source.row.account_id !== row.account_id) throw refuse('MULTIPLE_ACCOUNTS')
      if (!samePerson(source.row, row)) throw refuse('PATIENT_NAME_DOB_MISMATCH')
      sources.push(source.row)
    }
    const account = await tx
      .selectFrom('account')
      .select(['uuid', 'settings'])
      .where('uuid', '=', row.account_id)
      .executeTakeFirstOrThrow()
    await requireUnused(tx, account, params, row.uuid)
    const customfields = await writeCustomfields(tx, row.account_id, 'Patient', row.customfield_values, raw)
    await setObject(patient, tx, actor, row, {
      sex: params.sex,
      email: params.email || undefined,
      mobile_phone: params.mobile_phone || undefined,
      alt_email: params.alt_email || undefined,
      alt_mobile_phone: params.alt_mobile_phone || undefined,
      event_share: flagColumn(params.event_share),
      event_new_report: flagColumn(params.event_new_report),
      customfields: JSON.stringify(customfields),
      settings: JSON.stringify(patientSettings(row.settings, settings)),
      last_event: new Date(),
    })
    for (const source of sources) {
      await updatePatientStudies(tx, actor, row.account_id, source.mrn, { mrn: row.mrn })
      await recordAudit(tx, actor, {
        uuid: row.uuid,
        type: 'Patient',
        action: 'MERGE',
        what: row.name,
        with: source.uuid,
        account_id: row.account_id,
        detail: { mrn: [source.mrn, row.mrn] },
      })
      if (params.do_delete === 1) {
        await sql`update patient set deleted = now() where uuid = ${source.uuid}`.execute(tx)
        await patient.beforeDelete?.(tx, source)
        await recordAudit(tx, actor, {
          uuid: source.uuid,
          type: 'Patient',
          action: 'DELETED',
          what: source.name,
          account_id: row.account_id,
        })
      }
    }
    if (params.do_update_patient_studies === 1 || account.settings.auto_update_patient_studies === 1) {
      const { sex, mobile_phone } = params
      await updatePatientStudies(tx, actor, row.account_id, row.mrn, { sex, mobile_phone })
    }
  })
  return {}
})
