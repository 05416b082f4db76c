import { cx } from '#web/ui/classes.ts'
import { useSession } from '../state/context.ts'
import type { OpenedStudy } from '../state/opened.ts'
import { useStore } from '../state/store.ts'
import { useStudyName } from './useStudyName.ts'

/** Whether studies stand beside each other on the screen. */
export function useCompared(): boolean {
  const session = useSession()
  return useStore(session.ui, ({ grid }) =>
    grid.cells.some((id) => {
      const frame = id === undefined ? undefined : session.stack(id)?.frames[0]
      return frame !== undefined && session.openedOf(frame.instance).prior > 0
    }),
  )
}

/** Beside priors every picture says which study it is of: outlined the current one, solid a prior. */
export function StudyLabel({ opened }: { opened: OpenedStudy }) {
  const studyName = useStudyName()
  return (
    <span
      data-study-label={opened.prior}
      className={cx(
        'inline-block rounded-1 border border-image-text px-1.5 font-strong text-11 uppercase leading-4',
        opened.prior === 0
          ? 'bg-image-ground text-image-text'
          : 'bg-image-text text-image-ground [text-shadow:none]',
      )}
    >
      {studyName(opened)}
    </span>
  )
}
