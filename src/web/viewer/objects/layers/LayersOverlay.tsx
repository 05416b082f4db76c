import { apply } from '../../geometry/presentation.ts'
import type { Point2 } from '../../geometry/vector.ts'
import { useSession } from '../../state/context.ts'
import { useStore } from '../../state/store.ts'
import { type ImageViewport, matrixOf } from '../../viewport/viewport.ts'
import { PresentationLayer, PresentationPlanes } from '../pr/PresentationLayer.tsx'
import { DoseLayer } from '../rt/DoseLayer.tsx'
import { StructuresLayer } from '../rt/StructuresLayer.tsx'
import { SegmentationLayer } from '../seg/SegmentationLayer.tsx'
import { ReportLayer } from '../sr/ReportLayer.tsx'
import type { Layer } from './layers.ts'
import type { LayerViewProps } from './layerView.ts'

/** What the study's objects lay over one picture: areas below, lines above. */
export default function LayersOverlay({ viewport }: { viewport: ImageViewport }) {
  const session = useSession()
  const shown = useStore(session.objects.layers.store, (state) => state.shown)
  const view = useStore(viewport.view, (state) => state)
  const matrix = matrixOf(view)
  const { frame } = view
  if (!frame || !matrix) return null
  const to = (point: Point2) => apply(matrix, point)
  const props = (layer: Layer): LayerViewProps => ({ layer, viewport, frame, matrix, to })
  const areas = shown.filter(
    ({ kind }) => kind === 'segmentation' || kind === 'dose' || kind === 'presentation',
  )
  return (
    <>
      {areas.map((layer) =>
        layer.kind === 'dose' ? (
          <DoseLayer key={layer.object.id} {...props(layer)} />
        ) : layer.kind === 'presentation' ? (
          <PresentationPlanes key={layer.object.id} {...props(layer)} />
        ) : (
          <SegmentationLayer key={layer.object.id} {...props(layer)} />
        ),
      )}
      <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full overflow-hidden">
        {shown.map((layer) => {
          if (layer.kind === 'structures') return <StructuresLayer key={layer.object.id} {...props(layer)} />
          if (layer.kind === 'report') return <ReportLayer key={layer.object.id} {...props(layer)} />
          if (layer.kind === 'presentation')
            return <PresentationLayer key={layer.object.id} {...props(layer)} />
          return null
        })}
      </svg>
    </>
  )
}
