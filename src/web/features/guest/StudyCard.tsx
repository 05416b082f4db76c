import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { StudyRecord } from '#contract/study/record.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { StudyThumbnail } from './StudyThumbnail.tsx'

/** One study of a guest, opened by a touch anywhere on it. */
export function StudyCard({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('guest')
  const formats = useFormats()
  const what = study.study_description || t('studies.unnamed')
  return (
    <Link
      to={`/guest/study/${study.uuid}`}
      className="flex items-center gap-3 rounded-2 border border-line bg-surface p-3 hover:bg-hover"
    >
      <StudyThumbnail study={study} />
      <span className="flex min-w-0 grow flex-col">
        <span dir="auto" className="truncate font-strong">
          {formats.personName(study.patient_name) || t('studies.noName')}
        </span>
        <span className="truncate">{what}</span>
        <span className="truncate text-12 text-quiet tabular-nums">
          {[
            formats.dicomDate(study.study_date),
            study.modality?.replaceAll('\\', ' '),
            t('studies.images', { count: study.image_count }),
          ]
            .filter((part) => part)
            .join(' · ')}
        </span>
      </span>
      <ChevronRight className="mirror text-quiet" />
    </Link>
  )
}
