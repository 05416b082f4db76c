import { type KeyboardEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorState } from '#web/ui/Message.tsx'
import { add, scale } from '../geometry/vector.ts'
import { PLANES, type Plane } from '../hanging/traits.ts'
import { MARK_TOOLS } from '../marks/mark.ts'
import { worldPointsOf } from '../marks/section.ts'
import { phaseAt } from '../stacks/fourD.ts'
import type { Stack } from '../stacks/stack.ts'
import { stacksOf } from '../state/content.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { sameSpace } from '../sync/align.ts'
import { ACTIONS, type ActionId, actionFor, chooseTool } from '../tools/actions.ts'
import { chordOf } from '../tools/chord.ts'
import { windowInForce } from '../viewport/viewport.ts'
import { PlaneTile } from './PlaneTile.tsx'
import { createRoom, type Room, type RoomState } from './room.ts'
import { roomViewOf } from './roomView.ts'
import { SolidTile } from './SolidTile.tsx'
import { VolumeTools } from './VolumeTools.tsx'

/** Axial, coronal and sagittal through one stack; loaded with what it needs only when somebody wants it. */
export default function VolumeRoom({ stack }: { stack: Stack }) {
  const session = useSession()
  const [room, setRoom] = useState<Room>()

  // A room is opened once, with the window that was on the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const view = session.active()?.view.get()
    // A phase that is a stack of its own: all of them, beginning with it.
    const whole = (stack.phase && session.stack(stack.phase.whole)) ?? stack
    const time = stack.phase?.number ?? (view?.stack === stack ? phaseAt(stack, view.target) : 0)
    const window = view && view.stack === stack ? windowInForce(view) : undefined
    const { roomLeft } = session.ui.get()
    const left = roomLeft?.stack === stack.id ? roomLeft.view : undefined
    const opened = createRoom(whole, window, left?.time ?? time)
    setRoom(opened)
    void opened.load(left).then(() => {
      const other = left?.fusion && session.stack(left.fusion.stack)
      if (other && left?.fusion) void opened.fuse(other, left.fusion).catch(() => undefined)
    })
    const forget = opened.store.subscribe(() => {
      const view = roomViewOf(opened.store.get())
      if (view) session.ui.set({ roomLeft: { stack: stack.id, view } })
    })
    // A mark that is asked for in the list: its plane.
    session.showInPlanes = (mark) => {
      const points = worldPointsOf(mark)
      const [first] = points ?? []
      if (!points || !first || first.some(Number.isNaN)) return false
      opened.moveTo(scale(points.reduce(add), 1 / points.length))
      return true
    }
    return () => {
      session.showInPlanes = undefined
      forget()
      setRoom(undefined)
      opened.stop()
    }
  }, [stack])

  return room ? <Planes room={room} stack={stack} /> : null
}

const TOOL_KEYS: Readonly<Record<string, Parameters<typeof chooseTool>[0]>> = {
  w: 'window',
  s: 'scroll',
  p: 'pan',
  z: 'zoom',
  x: 'crosshair',
}

function Planes({ room, stack }: { room: Room; stack: Stack }) {
  const { t } = useTranslation('volume')
  const session = useSession()
  const { phase, volume } = useStore(room.store, (state) => state)
  const behind = useStore(session.ui, (ui) => ui.roomBehind)
  const [active, setActive] = useState<Plane>('axial')
  const [preset, setPreset] = useState<string>()
  const opened = session.openedOf(stack.frames[0]?.instance ?? { StudyInstanceUID: '' })
  const series = useStore(opened.content.store, (state) => state)
  const first = stack.frames[0]
  const others = stacksOf(series).filter((other) => {
    const frame = other.frames[0]
    return other.id !== stack.id && first && frame && sameSpace(first, frame) && other.frames.length > 4
  })
  const back = () => session.ui.set({ room: undefined })

  // Ready, or never: the viewports need not stand before it any longer.
  useEffect(() => {
    if (phase !== 'loading') session.ui.set({ roomBehind: false })
  }, [session, phase])

  useEffect(() => {
    const element = document.querySelector('[data-plane=axial]')
    if (element instanceof HTMLElement && phase === 'ready' && !behind) element.focus({ preventScroll: true })
  }, [phase, behind])

  const onKeyDown = (event: KeyboardEvent) => {
    const { target } = event
    if (!(target instanceof Element) || !target.closest('[data-plane]')) return
    const chord = chordOf(event)
    const action = keyActions(room, active, back)[chord]
    const tool = TOOL_KEYS[chord]
    const named = session.presetsFor(stack.Modality).find(({ digit }) => digit === chord)
    const common = action || tool || named ? undefined : markingAction(chord)
    if (!action && !tool && !named && !common) return
    event.preventDefault()
    event.stopPropagation()
    if (action) action()
    else if (tool) chooseTool(tool)(session)
    else if (common) ACTIONS[common](session)
    else if (named) room.setWindow({ center: named.center, width: named.width })
  }

  if (phase !== 'loading' && phase !== 'ready') {
    return (
      <div className="grid place-items-center bg-image-ground">
        <ErrorState
          title={t('none')}
          text={phase === 'failed' ? t('failed') : t(`no.${phase}`)}
          actions={
            <Button look="primary" onClick={back}>
              {t('back')}
            </Button>
          }
        />
      </div>
    )
  }
  return (
    <section
      aria-label={t('room')}
      data-volume={phase}
      onKeyDown={onKeyDown}
      className="grid min-h-0 min-w-0 grid-rows-[auto_minmax(0,1fr)]"
    >
      <VolumeTools room={room} others={others} preset={preset} onPreset={setPreset} onBack={back} />
      <div className="relative grid min-h-0 grid-cols-2 grid-rows-2 gap-px bg-[oklch(0.3_0.01_268)]">
        {PLANES.map((plane) => (
          <PlaneTile
            key={plane}
            room={room}
            plane={plane}
            active={active === plane}
            onActivate={() => setActive(plane)}
          />
        ))}
        {volume && preset !== undefined ? (
          <SolidTile room={room} volume={volume} preset={preset} />
        ) : (
          <About room={room} />
        )}
      </div>
    </section>
  )
}

const MARKING: ReadonlySet<string> = new Set([
  ...MARK_TOOLS,
  'eraser',
  'deleteMark',
  'cancel',
  'overlays',
  'dock',
  'report',
])

/** What a key does about marks, on planes as on pictures. */
function markingAction(chord: string): ActionId | undefined {
  const action = actionFor(chord)
  return action && MARKING.has(action) ? action : undefined
}

/** The keys of phases, where there are any. */
function inTime(room: Room): Readonly<Record<string, () => void>> {
  const { axis } = room.store.get()
  if (!axis) return {}
  const count = axis.values.length
  const by = (step: number) => () =>
    void room.setTime((room.store.get().time + step + count) % count).catch(() => undefined)
  return { 'Shift+PageUp': by(-1), 'Shift+PageDown': by(1), c: room.togglePlay }
}

const ZOOM_STEP = 1.25

function keyActions(room: Room, plane: Plane, back: () => void): Readonly<Record<string, () => void>> {
  const zoom = (factor: number) => () =>
    room.look(plane, { zoom: room.store.get().looks[plane].zoom * factor })
  return {
    ArrowUp: () => room.scroll(plane, -1),
    ArrowDown: () => room.scroll(plane, 1),
    'Shift+ArrowUp': () => room.scroll(plane, -10),
    'Shift+ArrowDown': () => room.scroll(plane, 10),
    '+': zoom(ZOOM_STEP),
    '-': zoom(1 / ZOOM_STEP),
    Space: room.reset,
    'Shift+x': room.toggleCross,
    'Shift+c': () => {
      for (const each of PLANES) room.look(each, { center: room.store.get().point })
    },
    'Shift+m': back,
    ...inTime(room),
  }
}

/** What the volume is, how far it is loaded, and what was left out of it. */
function About({ room }: { room: Room }) {
  const { t } = useTranslation('volume')
  const { number } = useFormats()
  const state = useStore(room.store, (whole) => whole)
  return (
    <div className="grid min-h-0 place-items-center overflow-auto bg-image-ground p-4 text-center text-12 text-image-quiet">
      <div role="status" className="max-w-72">
        {state.phase === 'loading' ? (
          <p>{t('loading', { done: number(state.done), count: number(state.count) })}</p>
        ) : (
          <Facts state={state} />
        )}
      </div>
    </div>
  )
}

const MEGABYTE = 1024 * 1024

function Facts({ state }: { state: RoomState }) {
  const { t } = useTranslation('volume')
  const { number } = useFormats()
  const { volume } = state
  if (!volume) return null
  const { dimensions, coarse, uneven, whole } = volume.plan
  return (
    <>
      <p className="tabular-nums">{dimensions.map((side) => number(side)).join(' × ')}</p>
      {(coarse.plane > 1 || coarse.slices > 1) && (
        <p className="mt-2 text-image-text">
          {t('coarse', {
            plane: coarse.plane,
            slices: coarse.slices,
            size: number(Math.round(whole / MEGABYTE)),
          })}
        </p>
      )}
      {uneven && <p className="mt-2 text-image-text">{t('uneven')}</p>}
      <p className="mt-2">{t('hint')}</p>
    </>
  )
}
