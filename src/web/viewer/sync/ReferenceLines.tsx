import { imagePointOf, normalOf } from '../geometry/plane.ts'
import { apply } from '../geometry/presentation.ts'
import { add, dot, type Point2, scale } from '../geometry/vector.ts'
import type { Frame } from '../stacks/frame.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { useActive } from '../toolbar/useActive.ts'
import { type ImageViewport, matrixOf } from '../viewport/viewport.ts'
import { sameSpace } from './align.ts'
import { cutLine } from './lines.ts'

/** A cross is drawn on images that lie at most this far from the point, in mm, whatever their thickness. */
const NEAR_MM = 5
const ARM = 12

/** Where the active picture cuts this one, and the point that is pointed at. */
export function ReferenceLines({ viewport, cell }: { viewport: ImageViewport; cell: number }) {
  const session = useSession()
  const view = useStore(viewport.view, (state) => state)
  const on = useStore(session.ui, ({ lines }) => lines)
  const active = useStore(session.ui, ({ grid }) => grid.active === cell)
  const crosshair = useStore(session.ui, (ui) => (ui.tool === 'crosshair' ? ui.crosshair : undefined))
  const activeFrame = useActive((shown) => shown?.frame)
  const matrix = matrixOf(view)
  const { frame } = view
  if (!matrix || !frame) return null

  const cut =
    on && !active && activeFrame && sameSpace(activeFrame, frame)
      ? cutLine(activeFrame.plane, frame.plane)
      : undefined
  const line = cut?.map((point) => apply(matrix, point))
  const cross = crosshair && crossOn(frame, crosshair)
  const at = cross && apply(matrix, cross)
  if (!line && !at) return null
  const path = [
    line ? `M${line.map((point) => point.join(' ')).join('L')}` : '',
    at ? crossPath(at) : '',
  ].join('')
  return (
    <svg
      aria-hidden="true"
      data-reference-line={line ? '' : undefined}
      data-crosshair={at ? '' : undefined}
      className="pointer-events-none absolute inset-0 size-full overflow-hidden"
    >
      <path d={path} fill="none" stroke="black" strokeOpacity="0.7" strokeWidth="3" />
      <path
        d={path}
        fill="none"
        stroke="var(--image-text)"
        strokeDasharray={at && !line ? undefined : '6 4'}
      />
    </svg>
  )
}

/** The image point below a point of the patient; undefined where the image is elsewhere. */
function crossOn(
  frame: Frame,
  { FrameOfReferenceUID, point }: { FrameOfReferenceUID: string; point: readonly [number, number, number] },
): Point2 | undefined {
  if (!frame.plane.located || frame.FrameOfReferenceUID !== FrameOfReferenceUID) return undefined
  const away = dot(add(point, scale(frame.plane.position, -1)), normalOf(frame.plane))
  return Math.abs(away) <= Math.max(NEAR_MM, frame.SliceThickness ?? 0)
    ? imagePointOf(frame.plane, point)
    : undefined
}

/** Four arms that leave the point itself free. */
const crossPath = ([x, y]: Point2): string =>
  [
    [ARM, 0],
    [-ARM, 0],
    [0, ARM],
    [0, -ARM],
  ]
    .map(([dx = 0, dy = 0]) => `M${x + dx / 3} ${y + dy / 3}L${x + dx} ${y + dy}`)
    .join('')
