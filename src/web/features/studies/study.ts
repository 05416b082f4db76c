import type { StudyRecord } from '#contract/study/record.ts'
import { parseDicomDate, yearsBetween } from '#web/ui/format/dicom-date.ts'

/** Age in years at the study, from the birth date, else from the AS value of the study (`071Y`). */
export function ageAtStudy(
  study: Pick<StudyRecord, 'patient_birth_date' | 'patient_age' | 'study_date'>,
): number | undefined {
  const birth = parseDicomDate(study.patient_birth_date)
  const day = parseDicomDate(study.study_date) ?? new Date()
  if (birth) return Math.max(0, yearsBetween(birth, day))
  // `000Y` is what de-identified files write.
  const years = Number(/^(\d{3})Y$/.exec(study.patient_age ?? '')?.[1] ?? 0)
  return years === 0 ? undefined : years
}

/** Values of a multi-valued CS (`CT\SR`), joined for reading. */
export const modalities = (value: string | null): string[] =>
  (value ?? '').split(/[\\,]/).filter((one) => one !== '')

/** Whether the user's role lets them do this with the study; the server has the last word. */
export const may = (study: Pick<StudyRecord, 'permissions'>, permission: `study_${string}`): boolean =>
  study.permissions[permission] !== 0
