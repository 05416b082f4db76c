import { useEffect, useRef } from 'react'
import type { Affine } from '../geometry/presentation.ts'
import { apply, pixelsPerUnit } from '../geometry/presentation.ts'
import { imageKey } from '../marks/mark.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { type ImageViewport, matrixOf } from '../viewport/viewport.ts'
import { paintedDraft, THINNEST } from './actions.ts'
import type { DraftSegment } from './annotation.ts'
import { isPaintable, type PaintedSlice } from './draft.ts'
import type { Area } from './labels.ts'
import type { Drafts } from './painting.ts'

/** What is painted on the picture of a viewport, and the brush over it. */
export default function DraftLayer({ viewport, cell }: { viewport: ImageViewport; cell: number }) {
  const session = useSession()
  const drafts = useStore(session.drafts.store, (state) => state.drafts)
  const view = useStore(viewport.view, (state) => state)
  const matrix = matrixOf(view)
  const { frame } = view
  if (!frame || !matrix) return null
  const { SOPInstanceUID } = frame.instance
  const key = imageKey({ SOPInstanceUID, frameNumber: frame.frameNumber })
  return (
    <>
      {[...drafts.values()].map((draft) => {
        const slice = draft.slices.get(key)
        return (
          slice && (
            <LabelCanvas
              key={`${draft.id} ${key}`}
              drafts={session.drafts}
              at={key}
              slice={slice}
              segments={draft.segments}
              matrix={matrix}
            />
          )
        )
      })}
      <BrushRing viewport={viewport} cell={cell} />
    </>
  )
}

/** The colours of the segments in one table: four bytes for each label. */
function coloursOf(segments: readonly DraftSegment[]): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4)
  for (const { number, colour, opacity, hidden } of segments)
    table.set([...colour, hidden ? 0 : Math.round(opacity * 255)], number * 4)
  return table
}

function LabelCanvas({
  drafts,
  at,
  slice,
  segments,
  matrix,
}: {
  drafts: Drafts
  at: string
  slice: PaintedSlice
  segments: readonly DraftSegment[]
  matrix: Affine
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { labels, rows, columns } = slice

  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const colours = coloursOf(segments)
    const draw = ({ left, top, right, bottom }: Area) => {
      const image = new ImageData(right - left, bottom - top)
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          const from = (labels[row * columns + column] ?? 0) * 4
          const to = ((row - top) * (right - left) + column - left) * 4
          for (let channel = 0; channel < 4; channel++)
            image.data[to + channel] = colours[from + channel] ?? 0
        }
      }
      context.putImageData(image, left, top)
    }
    draw({ left: 0, top: 0, right: columns, bottom: rows })
    return drafts.onPaint((key, area) => key === at && draw(area))
  }, [drafts, at, labels, rows, columns, segments])

  const { a, b, c, d, e, f } = matrix
  return (
    <canvas
      ref={canvas}
      data-draft={slice.id}
      width={columns}
      height={rows}
      className="pointer-events-none absolute top-0 left-0 origin-top-left"
      style={{ transform: `matrix(${a},${b},${c},${d},${e},${f})`, imageRendering: 'pixelated' }}
    />
  )
}

/** How large the brush is, where the pointer is. */
function BrushRing({ viewport, cell }: { viewport: ImageViewport; cell: number }) {
  const session = useSession()
  const tool = useStore(session.ui, (ui) => ui.tool)
  const brush = useStore(session.ui, (ui) => ui.brush)
  const pointer = useStore(session.drawing, ({ pointer: at }) => (at?.cell === cell ? at.at : undefined))
  const { frame, presentation, size } = useStore(viewport.view, (state) => state)
  const matrix = matrixOf(viewport.view.get())
  const draft = paintedDraft(session)
  if (
    (tool !== 'brush' && tool !== 'rubber') ||
    !pointer ||
    !frame ||
    !matrix ||
    !draft ||
    !isPaintable(draft, frame)
  )
    return null
  const [x, y] = apply(matrix, pointer)
  const radius = (brush.radius ?? THINNEST) * pixelsPerUnit(frame.plane, presentation, size)
  return (
    <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full overflow-hidden">
      <circle
        cx={x}
        cy={y}
        r={Math.max(2, radius)}
        fill="none"
        stroke="black"
        strokeWidth="3"
        strokeOpacity="0.6"
      />
      <circle
        cx={x}
        cy={y}
        r={Math.max(2, radius)}
        fill="none"
        stroke="var(--image-text)"
        strokeWidth="1"
        {...(tool === 'rubber' ? { strokeDasharray: '4 3' } : {})}
      />
    </svg>
  )
}
