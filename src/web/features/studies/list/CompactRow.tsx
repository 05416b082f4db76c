import { useTranslation } from 'react-i18next'
import type { StudyRecord } from '#contract/study/record.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { cx } from '#web/ui/classes.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { archiveText, sexAndAge, stateText } from '../columns.tsx'
import { Star } from '../Star.tsx'
import { studyState } from '../status-shape.ts'
import { modalities } from '../study.ts'

/** px; two lines and a touch target. */
export const COMPACT_HEIGHT = 60

/** A study in two lines: narrow screens. */
export function CompactRow({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const { shape, done } = studyState(study)
  return (
    <div className="flex h-full items-center gap-2">
      <div className="flex min-w-0 grow flex-col gap-0.5">
        <div className="flex items-baseline gap-2 text-13">
          {study.stat_filter === 1 && <StatusShape shape="diamond" />}
          <span className={cx('min-w-0 truncate', !done && 'font-medium')}>
            {formats.personName(study.patient_name) || t('noName')}
          </span>
          <span className="shrink-0 text-12 text-quiet">{sexAndAge(t, study)}</span>
          <span className="ms-auto shrink-0 text-12 text-quiet">
            {formats.dicomDateTime(study.study_date, study.study_time)}
          </span>
        </div>
        <div className="flex items-center gap-2 text-12 text-quiet">
          <StatusShape shape={shape} />
          <span className="shrink-0">{stateText(t, study)}</span>
          <span className="shrink-0 font-medium font-mono text-11">
            {modalities(study.modality).join(' ')}
          </span>
          {study.thin === 1 && <Badge>{archiveText(t, study)}</Badge>}
          <span className="min-w-0 truncate">{study.study_description}</span>
        </div>
      </div>
      <Star study={study} label={t('star')} />
    </div>
  )
}
