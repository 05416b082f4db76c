import type { StudyRecord } from '#contract/study/record.ts'
import type { NamespaceAccess } from '../access/namespaces.ts'
import { fieldFlag } from '../access/permission.ts'

/** Hidden fields leave the answer where the account enforces field flags on the server. */
export function withoutHidden(
  record: StudyRecord,
  access: NamespaceAccess,
  settings: Record<string, unknown>,
): StudyRecord {
  if (settings.enforce_field_flags_server_side !== 1) return record
  const shown = Object.entries(record).filter(([name]) => fieldFlag(access.permissions, name) !== 'H')
  const kept: Partial<StudyRecord> = Object.fromEntries(shown)
  const customfields = record.customfields?.filter(
    (field) => fieldFlag(access.permissions, `customfield_${field.uuid}`) !== 'H',
  )
  const { patient_name = null, patientid = null, study_description = null, accession_number = null } = kept
  const {
    modality = null,
    referring_physician = null,
    patient_sex = null,
    study_date = null,
    patient_birth_date = null,
  } = kept
  return {
    ...record,
    patient_name,
    patientid,
    study_description,
    accession_number,
    modality,
    referring_physician,
    patient_sex,
    study_date,
    patient_birth_date,
    ...(customfields ? { customfields } : {}),
  }
}
