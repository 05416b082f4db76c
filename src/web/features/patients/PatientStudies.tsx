import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { patientStudyList } from '#contract/patient.ts'
import { commandQuery } from '#web/api/query.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { Skeleton } from '#web/ui/Skeleton.tsx'

/** The studies of a patient that the reader may open. */
export function PatientStudies({ uuid }: { uuid: string }) {
  const { t } = useTranslation('patients')
  const formats = useFormats()
  const studies = useQuery(commandQuery(patientStudyList, { uuid, viewable_only: 1 })).data?.studies
  return (
    <section aria-label={t('studies')}>
      <h3 className="mb-1 font-strong text-12">{t('studies')}</h3>
      {!studies && <Skeleton className="h-12" />}
      {studies?.length === 0 && <p className="text-12 text-quiet">{t('noStudies')}</p>}
      <ul className="max-h-72 overflow-y-auto">
        {studies?.map((study) => (
          <li key={study.uuid}>
            <Link
              to={`/studies/${study.uuid}/view`}
              className="-mx-2 flex min-h-7 items-center gap-2 rounded-1 px-2 text-12 tabular-nums hover:bg-hover max-md:min-h-11"
            >
              <span className="w-8 shrink-0 font-medium font-mono text-11 text-quiet">{study.modality}</span>
              <span className="min-w-0 grow truncate">{study.study_description || t('noDescription')}</span>
              <span className="shrink-0 text-quiet">{formats.dicomDate(study.study_date)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
