import { useEffect, useMemo } from 'react'
import { type Affine, apply, inverse } from '../geometry/presentation.ts'
import type { Point2 } from '../geometry/vector.ts'
import { segmentsOf } from '../marks/hit.ts'
import type { Shape } from '../marks/mark.ts'
import { isClosed, outlineOf } from '../marks/outline.ts'
import { handlesOf } from '../marks/shapes.ts'
import type { Frame } from '../stacks/frame.ts'
import { textBoxes } from './textBoxes.ts'
import { anchorOf, LINE_HEIGHT, nearestPoint, textSize } from './textPlace.ts'
import { useMarkLines } from './useMarkLines.ts'

export type Tone = 'plain' | 'hover' | 'selected' | 'locked'

const TONES: Record<Tone, string> = {
  plain: 'text-mark',
  hover: 'text-mark-hover',
  selected: 'text-mark-selected',
  locked: 'text-mark-locked',
}

const HANDLE = 3.5

const pathOf = (segments: readonly (readonly [Point2, Point2])[]) =>
  segments.map(([[x1, y1], [x2, y2]]) => `M${x1} ${y1}L${x2} ${y2}`).join('')

function shapePath(shape: Shape, to: (point: Point2) => Point2): string {
  if (isClosed(shape.tool)) {
    const outline = outlineOf(shape).map(to)
    return outline.length > 1 ? `M${outline.map((point) => point.join(' ')).join('L')}Z` : ''
  }
  return pathOf(segmentsOf(shape, to))
}

/** The head of an arrow at its tip, as two strokes. */
function headPath([tip, tail]: readonly Point2[]): string {
  if (!tip || !tail) return ''
  const angle = Math.atan2(tail[1] - tip[1], tail[0] - tip[0])
  return [-0.4, 0.4]
    .map((spread) => `M${tip.join(' ')}l${12 * Math.cos(angle + spread)} ${12 * Math.sin(angle + spread)}`)
    .join('')
}

/** One mark on the picture: its lines, the handles of a mark in hand, its text and the line that ties it. */
export function MarkDrawing({
  id,
  shape,
  frame,
  matrix,
  cell,
  tone,
  handles,
}: {
  id: string
  shape: Shape
  frame: Frame
  matrix: Affine
  cell: number
  tone: Tone
  handles: boolean
}) {
  const lines = useMarkLines(shape, frame)
  const to = (point: Point2) => apply(matrix, point)
  const points = shape.points.map(to)
  const path = shapePath(shape, to) + (shape.tool === 'arrow' ? headPath(points) : '')
  const size = useMemo(() => textSize(lines), [lines])
  const anchor = shape.textAt ? to(shape.textAt) : anchorOf(shape, to, size)
  const tied = lines.length > 0 && shape.tool !== 'text' && shape.tool !== 'probe'
  const from = tied ? nearestPoint(shape, to, anchor, size) : undefined
  const [left, top] = anchor

  useEffect(() => {
    if (lines.length === 0) return
    const [x, y] = apply(inverse(matrix), [left, top])
    textBoxes.note(cell, id, { left, top, right: left + size[0], bottom: top + size[1], anchor: [x, y] })
    return () => textBoxes.forget(cell, id)
  }, [cell, id, left, top, size, matrix, lines.length])

  return (
    <g className={TONES[tone]} data-mark={id} data-tone={tone} stroke="currentColor" fill="none">
      <path d={path} stroke="black" strokeWidth="3" strokeOpacity="0.6" />
      <path d={path} strokeWidth="1.5" />
      {shape.tool === 'probe' && points[0] && (
        <path
          d={`M${points[0][0] - 6} ${points[0][1]}h12M${points[0][0]} ${points[0][1] - 6}v12`}
          strokeWidth="1.5"
        />
      )}
      {(handles || shape.tool === 'length') &&
        handlesOf(shape).map((point, index) => {
          const [x, y] = to(point)
          // biome-ignore lint/suspicious/noArrayIndexKey: a handle is its place
          return <circle key={index} cx={x} cy={y} r={HANDLE} strokeWidth="1.5" />
        })}
      {from && <path d={`M${from.start.join(' ')}L${from.end.join(' ')}`} strokeDasharray="2 3" />}
      {lines.length > 0 && (
        <text
          x={left}
          y={top}
          stroke="black"
          strokeWidth="3"
          strokeLinejoin="round"
          fill="currentColor"
          className="font-medium text-14 tabular-nums [paint-order:stroke]"
        >
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
            <tspan key={index} x={left} dy={index === 0 ? LINE_HEIGHT - 4 : LINE_HEIGHT}>
              {line}
            </tspan>
          ))}
        </text>
      )}
    </g>
  )
}
