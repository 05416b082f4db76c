import { useTranslation } from 'react-i18next'
import { decimal } from '#web/ui/format/decimal.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { useStudyDate } from '../habits/useStudyDate.ts'
import { StudyLabel, useCompared } from '../priors/StudyLabel.tsx'
import { placeAt, placesIn } from '../stacks/fourD.ts'
import { useSession } from '../state/context.ts'
import type { OverlayLevel } from '../state/interface.ts'
import { useStore } from '../state/store.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import { Completeness } from './Completeness.tsx'
import { acquisitionOf, clockOf, momentOf, placeWordsOf, roomIn, shortened } from './corners.ts'
import { DisplayText } from './DisplayText.tsx'
import { KeyStar } from './KeyStar.tsx'
import { usePatient } from './usePatient.ts'
import { usePhaseText } from './usePhaseText.ts'

const corner =
  'pointer-events-none absolute whitespace-pre-wrap text-11 leading-[14px] font-medium tabular-nums [text-shadow:var(--image-shadow)]'

/** The texts in the corners, as Weasis arranges them: patient, study, series, image. */
export function CornerTexts({
  viewport,
  cell,
  level,
}: {
  viewport: ImageViewport
  cell: number
  level: Exclude<OverlayLevel, 'none'>
}) {
  const { t } = useTranslation('viewer')
  const formats = useFormats()
  const session = useSession()
  const stack = useStore(viewport.view, (view) => view.stack)
  const shown = stack?.frames[0]?.instance
  const opened = shown && session.openedOf(shown)
  const { study } = opened ?? session
  const patient = usePatient(study)
  const compared = useCompared()
  const dateOf = useStudyDate()
  const anonymous = useStore(session.ui, (ui) => ui.anonymous)
  const failed = useStore(viewport.view, (view) => view.failure !== undefined)
  // In place of a picture that is not there: its own place in the stack, not that of the picture before.
  const frame = useStore(viewport.view, (view) =>
    view.failure ? view.stack?.frames[view.target] : view.frame,
  )
  const size = useStore(viewport.view, (view) => view.size)
  const room = roomIn(size)
  const all = level === 'all'
  if (!stack) return null

  const moment = frame && momentOf(frame)
  const words = frame && acquisitionOf(frame)
  const where = frame && room.details && !anonymous ? placeWordsOf(frame) : undefined
  const number = (value: number) => decimal(value, formats.locale, { maximumFractionDigits: 2 })
  const place = frame
    ? [
        frame.SliceThickness !== undefined && t('overlay.thickness', { value: number(frame.SliceThickness) }),
        frame.SliceLocation !== undefined &&
          frame.plane.located &&
          t('overlay.location', { value: number(frame.SliceLocation) }),
      ].filter((text) => text !== false)
    : []

  return (
    <>
      <div className={`${corner} start-2 top-2`}>
        <div className="font-strong">{patient.name}</div>
        {all && room.details && (
          <div>{[patient.born, patient.sexAge].filter((text) => text !== '').join(' · ')}</div>
        )}
        <div className="text-image-quiet">{patient.id}</div>
        {frame && <KeyStar frame={frame} />}
      </div>
      {room.topRight && (
        <div className={`${corner} end-2 top-2 max-w-[60%] text-end`}>
          {compared && opened ? (
            <StudyLabel opened={opened} />
          ) : (
            <div className="font-strong">{dateOf(study.study_date ?? moment?.date)}</div>
          )}
          {all && (
            <>
              {where?.institution && <div>{shortened(where.institution)}</div>}
              <div>{shortened(study.study_description ?? '')}</div>
              <div className="text-image-quiet">
                {[
                  where?.studyId ? t('overlay.studyId', { id: where.studyId }) : '',
                  anonymous ? '' : (study.accession_number ?? ''),
                  clockOf(moment?.time ?? study.study_time ?? undefined) ?? '',
                ]
                  .filter((text) => text !== '')
                  .join(' · ')}
              </div>
            </>
          )}
        </div>
      )}
      <div className={`${corner} end-4 bottom-2 max-w-[62%] text-end`}>
        {all && <Completeness viewport={viewport} />}
        <div>
          {[
            all && shortened(stack.SeriesDescription),
            stack.SeriesNumber !== undefined && t('overlay.series', { number: stack.SeriesNumber }),
          ]
            .filter((text) => text !== false && text !== '')
            .join(' · ')}
        </div>
        {all && room.details && words && (
          <div className="text-image-quiet">
            {[
              ...[words.laterality, words.view, words.agent, words.region],
              anonymous ? undefined : words.comments && shortened(words.comments),
            ]
              .filter((text) => text !== undefined)
              .join(' · ')}
          </div>
        )}
        <ImagePlace viewport={viewport} />
        {all && place.length > 0 && <div className="text-image-quiet">{place.join('  ')}</div>}
      </div>
      {all && room.bottomLeft && !failed && (
        <div className={`${corner} start-2 bottom-2`}>
          <DisplayText viewport={viewport} cell={cell} />
        </div>
      )}
    </>
  )
}

function ImagePlace({ viewport }: { viewport: ImageViewport }) {
  const { t } = useTranslation('viewer')
  const phaseText = usePhaseText()
  const shown = useStore(viewport.view, (view) => (view.failure === undefined ? view.index : view.target))
  const stack = useStore(viewport.view, (view) => view.stack)
  if (!stack) return null
  const image = t('overlay.image', { number: placeAt(stack, shown) + 1, count: placesIn(stack) })
  return <div>{[image, phaseText(stack, shown)].filter((text) => text !== '').join(' · ')}</div>
}
