import type { SeriesSlot } from '../state/content.ts'
import { ObjectTile } from './ObjectTile.tsx'
import { PendingTile } from './PendingTile.tsx'
import { PhasesChoice } from './PhasesChoice.tsx'
import { StackTile } from './StackTile.tsx'

/** The series of one study: a tile for each stack and object, or for the series while it is not read yet. */
export function StudyTiles({ series }: { series: readonly SeriesSlot[] }) {
  return series.map((slot) =>
    slot.content ? (
      <div key={slot.SeriesInstanceUID} className="contents">
        {slot.content.stacks.map((stack) => (
          <StackTile key={stack.id} stack={stack} />
        ))}
        <PhasesChoice slot={slot} />
        {slot.content.others.map((object) => (
          <ObjectTile key={object.id} object={object} />
        ))}
      </div>
    ) : (
      <PendingTile key={slot.SeriesInstanceUID} slot={slot} />
    ),
  )
}
