import { useTranslation } from 'react-i18next'
import type { StudyRecord } from '#contract/study/record.ts'
import { parseDicomDate, yearsBetween } from '#web/ui/format/dicom-date.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ageOf } from './corners.ts'

/** The patient of a study, of the one that is read unless another is given, as people write it, from the record that the account keeps. */
export function usePatient(of?: StudyRecord): { name: string; id: string; born: string; sexAge: string } {
  const { t } = useTranslation('viewer')
  const formats = useFormats()
  const session = useSession()
  const study = of ?? session.study
  const anonymous = useStore(session.ui, (ui) => ui.anonymous)
  const { t: ofHabits } = useTranslation('habits')
  const birth = parseDicomDate(study.patient_birth_date)
  const day = parseDicomDate(study.study_date) ?? new Date()
  const written = ageOf(study.patient_age)
  const years = birth ? yearsBetween(birth, day) : written && 'years' in written ? written.years : undefined
  const age =
    years === undefined ? (written && 'text' in written ? written.text : '') : t('patient.years', { years })
  if (anonymous) return { name: ofHabits('hidden.name'), id: '', born: '', sexAge: '' }
  return {
    name: formats.personName(study.patient_name) || t('patient.noName'),
    id: study.patientid ?? '',
    born: birth ? formats.dicomDate(study.patient_birth_date) : '',
    sexAge: [study.patient_sex ?? '', age].filter((part) => part !== '').join(' '),
  }
}
