import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LinkRecord } from '#contract/link.ts'
import { studyGet } from '#contract/study/read.ts'
import { commandQuery } from '#web/api/query.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'

/** What a link opens or fills: its study, as far as the administrator sees it, or its place. */
export function LinkTarget({ link }: { link: LinkRecord }) {
  const { t } = useTranslation('admin')
  const formats = useFormats()
  const { study_id, namespace_name, folder_name } = link
  const study = useQuery({
    ...commandQuery(studyGet, { uuid: study_id ?? '' }),
    enabled: study_id !== null,
    retry: false,
  }).data
  const place = folder_name ?? namespace_name
  if (!study) return place ? <p>{t('links.leadsTo', { place })}</p> : null
  return (
    <p className="flex flex-wrap items-baseline gap-x-3">
      <span className="min-w-0 grow">
        {[
          formats.personName(study.patient_name),
          study.study_description,
          formats.dicomDate(study.study_date),
        ]
          .filter((part) => part)
          .join(' · ')}
      </span>
      <Link to={`/studies/${study.uuid}/view`} className="text-accent-text hover:underline">
        {t('links.look')}
      </Link>
    </p>
  )
}
