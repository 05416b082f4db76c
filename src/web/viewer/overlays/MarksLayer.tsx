import { apply } from '../geometry/presentation.ts'
import { markOn } from '../marks/section.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { type ImageViewport, matrixOf } from '../viewport/viewport.ts'
import { MarkDrawing } from './MarkDrawing.tsx'

/** The marks of the picture on the screen, and the one that is being drawn. */
export function MarksLayer({ viewport, cell }: { viewport: Pick<ImageViewport, 'view'>; cell: number }) {
  const session = useSession()
  const view = useStore(viewport.view, (state) => state)
  const marks = useStore(session.marks.store, (state) => state.marks)
  const draft = useStore(session.drawing, (state) => (state.draft?.cell === cell ? state.draft : undefined))
  const region = useStore(session.drawing, (state) =>
    state.region?.cell === cell ? state.region : undefined,
  )
  const selected = useStore(session.ui, (ui) => ui.selected)
  const hovered = useStore(session.ui, (ui) => ui.hovered)
  const matrix = matrixOf(view)
  const { frame } = view
  if (!matrix || !frame) return null
  const here = [...marks.values()].flatMap((mark) => markOn(mark, frame) ?? [])
  const corners = region && [apply(matrix, region.from), apply(matrix, region.to)]
  const [from, to] = corners ?? []

  return (
    <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full overflow-hidden">
      {here.map((mark) => (
        <MarkDrawing
          key={mark.id}
          id={mark.id}
          shape={mark}
          frame={frame}
          matrix={matrix}
          cell={cell}
          tone={
            mark.id === selected
              ? 'selected'
              : mark.id === hovered
                ? 'hover'
                : mark.locked
                  ? 'locked'
                  : 'plain'
          }
          handles={!mark.locked && (mark.id === selected || mark.id === hovered)}
        />
      ))}
      {here.map(
        (mark) =>
          mark.rival && (
            <MarkDrawing
              key={`${mark.id}-rival`}
              id={`${mark.id}-rival`}
              shape={mark.rival.shape}
              frame={frame}
              matrix={matrix}
              cell={cell}
              tone="locked"
              handles={false}
            />
          ),
      )}
      {draft?.frame === frame && (
        <MarkDrawing
          id="draft"
          shape={draft.shape}
          frame={frame}
          matrix={matrix}
          cell={cell}
          tone="selected"
          handles
        />
      )}
      {from && to && (
        <polygon
          points={[from, [to[0], from[1]], to, [from[0], to[1]]].map((point) => point.join()).join(' ')}
          fill="none"
          stroke="var(--image-text)"
          strokeDasharray="4 3"
        />
      )}
    </svg>
  )
}
