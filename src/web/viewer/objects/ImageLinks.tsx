import { useTranslation } from 'react-i18next'
import { useImagePlace } from '../panel/useImagePlace.ts'
import type { OtherObject } from '../stacks/stack.ts'
import { useSession } from '../state/context.ts'
import type { Reference } from './reference.ts'

const MOST_FRAMES = 12

/** The images that something points to, each as the way to it; those that the study does not hold are only named. */
export function ImageLinks({
  references,
  object,
  cell,
}: {
  references: readonly Reference[]
  /** The object that points to them, and the cell that it stands in. */
  object: OtherObject
  cell: number
}) {
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      {references.flatMap(({ SOPInstanceUID, frames }) =>
        (frames.length > 0 ? frames.slice(0, MOST_FRAMES) : [1]).map((frameNumber) => (
          <ImageLink
            key={`${SOPInstanceUID}/${frameNumber}`}
            SOPInstanceUID={SOPInstanceUID}
            frameNumber={frameNumber}
            object={object}
            cell={cell}
          />
        )),
      )}
    </span>
  )
}

function ImageLink(image: {
  SOPInstanceUID: string
  frameNumber: number
  object: OtherObject
  cell: number
}) {
  const { t } = useTranslation('objects')
  const session = useSession()
  const { SOPInstanceUID, frameNumber, object, cell } = image
  const studyId = session.openedOf(object).study.uuid
  const { text, frame } = useImagePlace({ studyId, SOPInstanceUID, frameNumber })
  if (!frame) {
    const other = session.object(SOPInstanceUID)
    if (!other) return <span className="text-quiet">{t('link.elsewhere')}</span>
    return (
      <button
        type="button"
        className="font-medium text-accent-text hover:underline"
        onClick={() => session.objects.open(other)}
      >
        {other.SeriesDescription || other.Modality}
      </button>
    )
  }
  return (
    <button
      type="button"
      data-image-link={SOPInstanceUID}
      className="font-medium text-accent-text tabular-nums hover:underline max-md:min-h-11"
      onClick={() => session.jumpBeside(cell, image)}
    >
      {text}
    </button>
  )
}
