import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ReferenceLines } from '../sync/ReferenceLines.tsx'
import type { ImageViewport } from '../viewport/viewport.ts'
import { ArchivedTile } from './ArchivedTile.tsx'
import { CornerTexts } from './CornerTexts.tsx'
import { EdgeLetters } from './EdgeLetters.tsx'
import { FailureTile } from './FailureTile.tsx'
import { hasPlanes } from './hasPlanes.ts'
import { LabelEditor } from './LabelEditor.tsx'
import { Lens } from './Lens.tsx'
import { MarksLayer } from './MarksLayer.tsx'
import { PhaseControl } from './PhaseControl.tsx'
import { Scale } from './Scale.tsx'
import { ScrollBar } from './ScrollBar.tsx'

/** Few studies have something to lay over their pictures: loaded with the first of it. */
const ImagePlanes = lazy(() => import('./ImagePlanes.tsx'))
const LayersOverlay = lazy(() => import('../objects/layers/LayersOverlay.tsx'))
const DraftLayer = lazy(() => import('../segmentation/DraftLayer.tsx'))

/** Everything that is written and drawn over one picture. */
export function ViewportOverlay({ viewport, cell }: { viewport: ImageViewport; cell: number }) {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const stack = useStore(viewport.view, (view) => view.stack)
  const failure = useStore(viewport.view, (view) => view.failure)
  const frame = useStore(viewport.view, (view) => view.frame)
  const layered = useStore(session.objects.layers.store, ({ shown }) => shown.length > 0)
  const painted = useStore(session.drafts.store, ({ drafts }) => drafts.size > 0)
  const level = useStore(session.ui, (ui) => ui.overlay)

  if (!stack)
    return (
      <p className="pointer-events-none absolute inset-0 m-auto h-4 text-center text-12 text-image-quiet">
        {t('viewport.empty')}
      </p>
    )
  return (
    <>
      {!frame && !failure && (
        <p
          role="status"
          className="appear-late pointer-events-none absolute inset-0 m-auto h-4 text-center text-12 text-image-quiet"
        >
          {t('viewport.loading')}
        </p>
      )}
      {failure === 'archived' ? (
        <ArchivedTile viewport={viewport} />
      ) : (
        failure && <FailureTile viewport={viewport} reason={failure} />
      )}
      {frame && !failure && (
        <>
          {hasPlanes(frame) && (
            <Suspense>
              <ImagePlanes viewport={viewport} drawings={level !== 'none'} />
            </Suspense>
          )}
          {layered && (
            <Suspense>
              <LayersOverlay viewport={viewport} />
            </Suspense>
          )}
          {painted && (
            <Suspense>
              <DraftLayer viewport={viewport} cell={cell} />
            </Suspense>
          )}
          {level !== 'none' && <ReferenceLines viewport={viewport} cell={cell} />}
          {level !== 'none' && <MarksLayer viewport={viewport} cell={cell} />}
          <Lens viewport={viewport} cell={cell} />
          {level !== 'none' && <EdgeLetters viewport={viewport} />}
          {level !== 'none' && <Scale viewport={viewport} />}
        </>
      )}
      {level !== 'none' && <CornerTexts viewport={viewport} cell={cell} level={level} />}
      <ScrollBar viewport={viewport} />
      <PhaseControl viewport={viewport} />
      <LabelSlot viewport={viewport} cell={cell} />
    </>
  )
}

/** A fresh editor for each text asked for. */
function LabelSlot({ viewport, cell }: { viewport: ImageViewport; cell: number }) {
  const labelling = useStore(useSession().drawing, (state) => state.labelling)
  if (labelling?.cell !== cell) return null
  return <LabelEditor key={labelling.id ?? 'draft'} viewport={viewport} cell={cell} />
}
