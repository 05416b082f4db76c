import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { studyList } from '#contract/study/list.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { commandQuery } from '#web/api/query.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { modalities } from '../study.ts'
import { PaneSection } from './PaneSection.tsx'

const SHOWN = 8

/** Other studies of the same patient id in the same namespace, latest first. */
export function PriorsSection({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const { data } = useQuery({
    ...commandQuery(studyList, {
      'filter.patientid.equals': study.patientid ?? '',
      'filter.phi_namespace.equals': study.phi_namespace,
      sort_by: 'study_date-desc',
      'page.rows': SHOWN + 1,
    }),
    enabled: (study.patientid ?? '') !== '',
  })
  const others = data?.studies.filter(({ uuid }) => uuid !== study.uuid).slice(0, SHOWN) ?? []
  if (others.length === 0) return null
  return (
    <PaneSection
      title={t('priors.title')}
      note={
        data?.page.more === 1 ? t('priors.more', { count: others.length }) : formats.number(others.length)
      }
    >
      <ul>
        {others.map((other) => (
          <li key={other.uuid}>
            <Link
              to={`/studies/${other.uuid}/view`}
              className="-mx-2 flex h-6 items-center gap-2 rounded-1 px-2 text-12 tabular-nums hover:bg-hover max-md:h-11"
            >
              <span className="w-6 shrink-0 font-medium font-mono text-11 text-quiet">
                {modalities(other.modality)[0]}
              </span>
              <span className="min-w-0 grow truncate">{other.study_description || t('noDescription')}</span>
              <span className="shrink-0 text-quiet">{formats.dicomDate(other.study_date)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </PaneSection>
  )
}
