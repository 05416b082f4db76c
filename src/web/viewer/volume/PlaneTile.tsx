import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/classes.ts'
import { decimal } from '#web/ui/format/decimal.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { lettersOf } from '../geometry/orientation.ts'
import { scale } from '../geometry/vector.ts'
import { PLANES, type Plane } from '../hanging/traits.ts'
import { LabelEditor } from '../overlays/LabelEditor.tsx'
import { MarksLayer } from '../overlays/MarksLayer.tsx'
import { usePatient } from '../overlays/usePatient.ts'
import { StudyLabel, useCompared } from '../priors/StudyLabel.tsx'
import { useSession } from '../state/context.ts'
import { buttonsFor, toolOver } from '../state/interface.ts'
import { useStore } from '../state/store.ts'
import { PlaneLayers } from './PlaneLayers.tsx'
import { PlaneSegments } from './PlaneSegments.tsx'
import { onTile } from './placement.ts'
import { createPlaneMarking, type PlaneMarking } from './planeMarking.ts'
import { attachPlanePointer, lineOn } from './planePointer.ts'
import type { Room } from './room.ts'

/** The planes' colours (conventions 8); each line also says in words which plane it is. */
const COLOURS: Record<Plane, string> = {
  axial: 'oklch(0.7 0.19 25)',
  sagittal: 'oklch(0.85 0.16 95)',
  coronal: 'oklch(0.75 0.17 150)',
}
const BEYOND = 4000
const GAP = 14

/** One of the three planes. */
export function PlaneTile({
  room,
  plane,
  active,
  onActivate,
}: {
  room: Room
  plane: Plane
  active: boolean
  onActivate: () => void
}) {
  const { t } = useTranslation('volume')
  const session = useSession()
  const surface = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState('')
  const [marking] = useState(() => createPlaneMarking(session, room, plane))
  const activate = useRef(onActivate)
  useEffect(() => {
    activate.current = onActivate
  })

  useEffect(() => {
    const element = surface.current
    if (!element) return
    const release = room.mount(plane, element)
    const observer = new ResizeObserver(() => {
      room.engine.resize(false, true)
      room.resized()
      marking.update()
      setSize(`${element.clientWidth} ${element.clientHeight}`)
    })
    observer.observe(element)
    const detach = attachPlanePointer({
      room,
      plane,
      element,
      marking,
      tools: () => {
        const { Modality } = room.store.get().volume?.stack ?? {}
        const preferences = session.preferences()
        return {
          main: toolOver(session.ui.get().tool, preferences, Modality),
          second: buttonsFor(preferences, Modality).second,
        }
      },
      activate: () => activate.current(),
    })
    marking.update()
    const follow = room.store.subscribe(marking.update)
    const forget = session.onCancel(marking.cancel)
    return () => {
      follow()
      forget()
      marking.cancel()
      observer.disconnect()
      detach()
      release()
    }
  }, [room, plane, session, marking])

  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing surface has no element of its own
    <div
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of the room act on the plane that has the focus
      tabIndex={0}
      data-plane={plane}
      aria-label={t(`plane.${plane}`)}
      onFocus={onActivate}
      className="relative min-h-0 min-w-0 overflow-hidden bg-image-ground text-image-text outline-none"
    >
      <div ref={surface} className="absolute inset-0 touch-none" />
      <PlaneSegments key={`${size} labels`} room={room} plane={plane} />
      <PlaneOverlay key={size} room={room} plane={plane} />
      <PlaneLayers scene={marking.scene} />
      <PlaneMarks marking={marking} />
      <div
        aria-hidden="true"
        className={cx(
          'pointer-events-none absolute inset-0 border-2',
          active ? 'border-accent-line' : 'border-transparent',
        )}
      />
    </div>
  )
}

/** What is marked in the plane, as over a picture. */
function PlaneMarks({ marking: { scene } }: { marking: PlaneMarking }) {
  const { session, viewport, cell } = scene
  const level = useStore(session.ui, (ui) => ui.overlay)
  const labelling = useStore(session.drawing, (state) => state.labelling)
  return (
    <>
      {level !== 'none' && <MarksLayer viewport={viewport} cell={cell} />}
      {labelling?.cell === cell && (
        <LabelEditor key={labelling.id ?? 'draft'} viewport={viewport} cell={cell} />
      )}
    </>
  )
}

const corner =
  'pointer-events-none absolute text-11 leading-[14px] font-medium tabular-nums [text-shadow:var(--image-shadow)]'
const edge = 'pointer-events-none absolute font-strong text-13 leading-4 [text-shadow:var(--image-shadow)]'

function PlaneOverlay({ room, plane }: { room: Room; plane: Plane }) {
  const { t } = useTranslation('volume')
  const { locale } = useFormats()
  const session = useSession()
  const state = useStore(room.store, (whole) => whole)
  const overlay = useStore(session.ui, (ui) => ui.overlay)
  const stack = state.volume?.stack
  const shown = stack?.frames[0]?.instance
  const opened = shown ? session.openedOf(shown) : session.openedWith(session.study.uuid)
  const patient = usePatient(opened.study)
  const compared = useCompared()
  const at = room.placement(plane)
  if (!at || state.phase !== 'ready') return null
  const number = (value: number) => decimal(value, locale, { maximumFractionDigits: 1 })
  const quadruped = shown?.quadruped === true
  const [x, y] = onTile(at, state.point)
  return (
    <>
      {state.cross && (
        <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full overflow-hidden">
          {PLANES.filter((other) => other !== plane).map((other) => {
            const { along } = lineOn(at, room, plane, other)
            const to = (far: number) => `${x + along[0] * far} ${y + along[1] * far}`
            const path = `M${to(-BEYOND)}L${to(-GAP)}M${to(GAP)}L${to(BEYOND)}`
            const label = labelPlace([x, y], along, at.size)
            return (
              <g key={other}>
                <path d={path} stroke="black" strokeOpacity="0.6" strokeWidth="3" fill="none" />
                <path d={path} stroke={COLOURS[other]} strokeWidth="1" fill="none" />
                <text
                  x={label[0]}
                  y={label[1]}
                  fill={COLOURS[other]}
                  className="font-medium text-11 [paint-order:stroke] [stroke-width:3px] [stroke:black]"
                >
                  {t(`plane.${other}`)}
                </text>
              </g>
            )
          })}
        </svg>
      )}
      {overlay !== 'none' && (
        <>
          <b className={`${edge} top-2 left-1/2 -translate-x-1/2`}>{lettersOf(at.up, quadruped)}</b>
          <b className={`${edge} bottom-2 left-1/2 -translate-x-1/2`}>
            {lettersOf(scale(at.up, -1), quadruped)}
          </b>
          <b className={`${edge} top-1/2 left-2 -translate-y-1/2`}>
            {lettersOf(scale(at.right, -1), quadruped)}
          </b>
          <b className={`${edge} top-1/2 right-2 -translate-y-1/2`}>{lettersOf(at.right, quadruped)}</b>
        </>
      )}
      <div className={`${corner} start-2 top-2`}>
        <div className="font-strong">{patient.name}</div>
        <div className="text-image-quiet">{patient.id}</div>
      </div>
      <div className={`${corner} end-2 top-2 text-end`}>
        {(compared || opened.prior > 0) && <StudyLabel opened={opened} />}
        <div className="font-strong">{t(`plane.${plane}`)}</div>
        <div>{stack?.SeriesDescription}</div>
      </div>
      <div className={`${corner} start-2 bottom-2`}>
        {state.slab.mode !== 'off' && (
          <div className="font-strong">
            {t(`slab.${state.slab.mode}`)} {t('millimetres', { value: number(state.slab.thickness) })}
          </div>
        )}
        <div>{t('window', { width: number(state.window.width), center: number(state.window.center) })}</div>
      </div>
    </>
  )
}

/** Beside the end of a line, inside of the tile. */
function labelPlace(
  [x, y]: readonly [number, number],
  [dx, dy]: readonly [number, number],
  { width, height }: { width: number; height: number },
): readonly [number, number] {
  const room = 28
  const across = dx === 0 ? Number.POSITIVE_INFINITY : ((dx > 0 ? width - 70 : room) - x) / dx
  const down = dy === 0 ? Number.POSITIVE_INFINITY : ((dy > 0 ? height - room : room) - y) / dy
  const far = Math.max(GAP * 2, Math.min(across, down))
  return [x + dx * far + 4, y + dy * far - 4]
}
