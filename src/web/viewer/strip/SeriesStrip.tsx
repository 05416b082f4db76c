import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { Skeleton } from '#web/ui/Skeleton.tsx'
import { useStudyDate } from '../habits/useStudyDate.ts'
import { PriorStrip } from '../priors/PriorStrip.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { StudyTiles } from './StudyTiles.tsx'

/** The series of the study: a column beside the images, a row below them on a phone. */
export function SeriesStrip() {
  const { t } = useTranslation('viewer')
  const formats = useFormats()
  const dateOf = useStudyDate()
  const { content, study } = useSession()
  const { phase, series } = useStore(content.store, (state) => state)
  const images = series.reduce((sum, { instances }) => sum + instances, 0)
  return (
    <nav
      aria-label={t('strip.label')}
      className="flex min-h-0 flex-col gap-2 overflow-y-auto border-line border-e bg-surface p-2 max-md:h-[78px] max-md:flex-row max-md:overflow-x-auto max-md:overflow-y-hidden max-md:border-e-0 max-md:border-t max-md:px-3"
    >
      <h2 className="flex justify-between font-medium text-11 max-md:hidden">
        {dateOf(study.study_date) || t('strip.noDate')}
        {images > 0 && <span className="text-quiet tabular-nums">{formats.number(images)}</span>}
      </h2>
      {phase === 'loading' &&
        [0, 1, 2].map((place) => (
          <Skeleton key={place} className="!h-[72px] shrink-0 max-md:!h-[60px] max-md:w-[60px]" />
        ))}
      <StudyTiles series={series} />
      <PriorStrip />
    </nav>
  )
}
