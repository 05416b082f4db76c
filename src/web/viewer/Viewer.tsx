import { lazy, Suspense, startTransition, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/Button.tsx'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { ScreenDialog } from './habits/ScreenDialog.tsx'
import { ProtocolDialog } from './hanging/ProtocolDialog.tsx'
import { TagDialog } from './objects/tags/TagDialog.tsx'
import { usePatient } from './overlays/usePatient.ts'
import { PHONE } from './phone.ts'
import { useSession } from './state/context.ts'
import { useStore } from './state/store.ts'
import { SeriesStrip } from './strip/SeriesStrip.tsx'
import { CalibrateDialog } from './toolbar/CalibrateDialog.tsx'
import { ContextMenu } from './toolbar/ContextMenu.tsx'
import { PhoneHeader, PhoneTools } from './toolbar/PhoneBars.tsx'
import { PresetsDialog } from './toolbar/PresetsDialog.tsx'
import { ShortcutList } from './toolbar/ShortcutList.tsx'
import { Toolbar } from './toolbar/Toolbar.tsx'
import { onViewerKey } from './tools/keyboard.ts'
import { useMediaQuery } from './useMediaQuery.ts'
import { ViewportGrid } from './viewport/ViewportGrid.tsx'

/** Read when somebody opens it: nothing of it is needed for a picture. */
const Dock = lazy(() => import('./panel/Dock.tsx'))

/** The reading room: tools above, series at the side, images in the middle, measurements in a dock. */
export function Viewer() {
  const session = useSession()
  const phone = useMediaQuery(PHONE)
  const dock = useStore(session.ui, (ui) => ui.dock)
  const patient = usePatient()
  const around = useAround()

  useEffect(() => {
    const before = document.title
    document.title = `${patient.name} · Collimate`
    return () => {
      document.title = before
    }
  }, [patient.name])

  // The keys work at once, without a click into the picture first; a finger needs none.
  useEffect(() => {
    if (!phone) session.focusActive()
  }, [session, phone])

  if (phone) {
    return (
      <main
        className="grid h-full grid-cols-[minmax(0,1fr)] grid-rows-[52px_minmax(0,1fr)_78px_60px] bg-ground"
        onKeyDown={(event) => onViewerKey(session, event)}
      >
        {around ? <PhoneHeader /> : <BarFrame />}
        <Images />
        {around ? <SeriesStrip /> : <StripFrame />}
        {around ? <PhoneTools /> : <BarFrame />}
        {dock && (
          <Suspense>
            <Dock />
          </Suspense>
        )}
        {around && <Windows />}
      </main>
    )
  }
  return (
    <main
      className="grid h-full grid-cols-[120px_minmax(0,1fr)_auto] grid-rows-[44px_minmax(0,1fr)] bg-ground"
      onKeyDown={(event) => onViewerKey(session, event)}
    >
      {around ? <Toolbar /> : <BarFrame />}
      {around ? <SeriesStrip /> : <StripFrame />}
      <Images />
      {dock && (
        <Suspense>
          <Dock />
        </Suspense>
      )}
      {around && <Windows />}
    </main>
  )
}

/** Milliseconds that what stands around the images waits for the first of them. */
const PATIENCE = 300

/** The first picture comes first: tools and series are large, and are there a moment later. */
function useAround(): boolean {
  const { first } = useSession()
  const [around, setAround] = useState(() => first.store.get().over)
  useEffect(() => {
    const show = () => startTransition(() => setAround(true))
    const timer = setTimeout(show, PATIENCE)
    void first.over.then(show)
    return () => clearTimeout(timer)
  }, [first])
  return around
}

/** The room of a bar and of the strip until they are there. */
const BarFrame = () => <div className="col-span-full border-line border-b bg-surface" />
const StripFrame = () => <div className="border-line border-e bg-surface" />

/** What opens over the images. */
const Windows = () => (
  <>
    <ContextMenu />
    <ShortcutList />
    <PresetsDialog />
    <CalibrateDialog />
    <ScreenDialog />
    <ProtocolDialog />
    <TagDialog />
  </>
)

/** The viewports; or why there are none. */
function Images() {
  const { t } = useTranslation('viewer')
  const { content, study } = useSession()
  const { phase, failure, series } = useStore(content.store, (state) => state)
  const read = series.every((slot) => slot.content !== undefined || slot.failure !== undefined)
  const something = series.some(
    ({ failure: failed, content: has }) =>
      failed !== undefined || (has && has.stacks.length + has.others.length > 0),
  )

  if (phase === 'failed') {
    return (
      <div className="grid place-items-center bg-image-ground">
        <ErrorState
          title={t('error.imagesFailed')}
          text={t(`error.images.${failure ?? 'unreachable'}`)}
          actions={
            <Button look="primary" onClick={() => void content.load()}>
              {t('error.again')}
            </Button>
          }
        />
      </div>
    )
  }
  if (phase === 'ready' && read && !something) {
    return (
      <div className="grid place-items-center bg-image-ground">
        <EmptyState
          title={t('state.noImages')}
          text={t(study.phantom === 1 ? 'state.noImagesPhantom' : 'state.noImagesText')}
        />
      </div>
    )
  }
  return <Room />
}

const VolumeRoom = lazy(() => import('./volume/VolumeRoom.tsx'))
const SegmentBar = lazy(() => import('./segmentation/SegmentBar.tsx'))

/**
 * The viewports; or the planes through one stack, while the viewports wait behind them as they are. Planes that were left
 * open come after the first picture, and are made ready behind it.
 */
function Room() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const id = useStore(session.ui, (ui) => ui.room)
  const behind = useStore(session.ui, (ui) => ui.roomBehind)
  const over = useStore(session.first.store, (first) => first.over)
  // A room that was left open is opened as soon as its stack is known.
  const stack = useStore(session.content.store, () =>
    id === undefined || (behind && !over) ? undefined : session.stack(id),
  )
  const painting = useStore(session.ui, (ui) => ui.segmenting !== undefined)
  return (
    <div className="relative grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] *:col-start-1 *:row-start-1">
      {stack && (
        <div
          inert={behind}
          className="grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)]"
        >
          <Suspense
            fallback={
              <p
                role="status"
                className="appear-late grid place-items-center bg-image-ground text-image-quiet"
              >
                {t('viewport.loading')}
              </p>
            }
          >
            <VolumeRoom key={stack.id} stack={stack} />
          </Suspense>
        </div>
      )}
      <div
        className={
          stack && !behind
            ? 'hidden'
            : painting
              ? 'z-0 grid min-h-0 min-w-0 grid-rows-[auto_minmax(0,1fr)] [&>:last-child]:row-start-2'
              : 'z-0 grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)]'
        }
      >
        {painting && (
          <Suspense>
            <SegmentBar />
          </Suspense>
        )}
        <ViewportGrid />
      </div>
      {stack && behind && (
        <p
          role="status"
          className="pointer-events-none z-1 m-3 self-start justify-self-center rounded-2 bg-raised px-3 py-1 text-12 shadow-lift"
        >
          {t('viewport.planes')}
        </p>
      )}
    </div>
  )
}
