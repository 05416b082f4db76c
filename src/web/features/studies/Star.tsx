import { Star as StarIcon } from 'lucide-react'
import type { StudyRecord } from '#contract/study/record.ts'
import { cx } from '#web/ui/classes.ts'
import { toggleStar } from './star.ts'

/** The star of a study. It holds no state of its own: rows are used again for other studies. */
export function Star({
  study,
  label,
  inRow = false,
}: {
  study: StudyRecord
  label: string
  inRow?: boolean
}) {
  return (
    <button
      type="button"
      tabIndex={inRow ? -1 : 0}
      aria-pressed={study.star === 1}
      aria-label={label}
      onClick={(event) => {
        event.stopPropagation()
        void toggleStar(study)
      }}
      className={cx(
        'grid h-6 w-5 shrink-0 place-items-center rounded-1 max-md:size-11',
        study.star === 1 ? 'text-accent-text [&_svg]:fill-current' : 'text-line-strong hover:text-ink',
      )}
    >
      <StarIcon className="!size-3.5" />
    </button>
  )
}
