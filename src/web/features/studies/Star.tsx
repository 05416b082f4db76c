import { Star as StarIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { StudyRecord } from '#contract/study/record.ts'
import { cx } from '#web/ui/classes.ts'
import { useStar } from './useStar.ts'

/** The star of a study; shows the wish at once and the server's word when it comes. */
export function Star({ study, inRow = false }: { study: StudyRecord; inRow?: boolean }) {
  const { t } = useTranslation('studies')
  const star = useStar()
  const on = (star.isPending ? star.variables.star : study.star) === 1
  return (
    <button
      type="button"
      tabIndex={inRow ? -1 : 0}
      aria-pressed={on}
      aria-label={t('star')}
      onClick={(event) => {
        event.stopPropagation()
        star.mutate({ uuid: study.uuid, star: on ? 0 : 1 })
      }}
      className={cx(
        'grid h-6 w-5 shrink-0 place-items-center rounded-1 max-md:size-11',
        on ? 'text-accent-text [&_svg]:fill-current' : 'text-line-strong hover:text-ink',
      )}
    >
      <StarIcon className="!size-3.5" />
    </button>
  )
}
