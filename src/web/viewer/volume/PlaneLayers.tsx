import { apply } from '../geometry/presentation.ts'
import type { Point2 } from '../geometry/vector.ts'
import { StructuresLayer } from '../objects/rt/StructuresLayer.tsx'
import { useStore } from '../state/store.ts'
import type { MarkScene } from '../tools/gesture.ts'
import { matrixOf } from '../viewport/viewport.ts'

/** What the study's structure sets are in a reformatted plane. */
export function PlaneLayers({ scene: { session, viewport } }: { scene: MarkScene }) {
  const shown = useStore(session.objects.layers.store, (state) => state.shown)
  const view = useStore(viewport.view, (state) => state)
  const matrix = matrixOf(view)
  const { frame } = view
  const structures = shown.filter(({ kind }) => kind === 'structures')
  if (!frame || !matrix || structures.length === 0) return null
  const to = (point: Point2) => apply(matrix, point)
  return (
    <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full overflow-hidden">
      {structures.map((layer) => (
        <StructuresLayer key={layer.object.id} layer={layer} frame={frame} to={to} />
      ))}
    </svg>
  )
}
