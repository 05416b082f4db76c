import { pixelsOf } from '../loading/pixels.ts'
import type { Mark } from '../marks/mark.ts'
import { measure, type Stat } from '../marks/measure.ts'
import { frameOfShape } from '../marks/section.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Session } from '../state/session.ts'

/** One value of a mark, at full precision, with where it stands; a mark that measures nothing has one row without. */
export interface MeasuredRow {
  readonly mark: Mark
  readonly found: { readonly stack: Stack; readonly index: number; readonly frame: Frame } | undefined
  /** DA */
  readonly studyDate: string
  readonly stat: Stat | undefined
}

const measuredOn = (mark: Mark, source: Frame): Stat[] => {
  const frame = frameOfShape(mark, source)
  return measure(mark, frame, pixelsOf(frame))
}

/** All marks of the open studies, value by value. */
export function measuredRows(session: Session): MeasuredRow[] {
  return [...session.marks.store.get().marks.values()].flatMap((mark): MeasuredRow[] => {
    const found = session.frameOf(mark)
    const stats = found ? measuredOn(mark, found.frame) : []
    const about = { mark, found, studyDate: session.openedWith(mark.studyId).study.study_date ?? '' }
    return stats.length === 0 ? [{ ...about, stat: undefined }] : stats.map((stat) => ({ ...about, stat }))
  })
}
