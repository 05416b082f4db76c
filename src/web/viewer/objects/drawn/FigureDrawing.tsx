import { distance, midpoint, type Point2 } from '../../geometry/vector.ts'
import type { Figure } from './figure.ts'

const LINE = 15
const ROUND = 64

/** A figure drawn by its points on the screen; `to` takes it there. */
export function FigureDrawing({
  figure,
  to,
  colour,
}: {
  figure: Figure
  to: (point: Point2) => Point2
  /** What the object says; otherwise that of marks which cannot be changed. */
  colour?: string | undefined
}) {
  const path = pathOf(figure, to)
  const { filled, lines } = figure
  const text = lines.length > 0 ? cornerOf(outlineOf(figure).map(to)) : undefined
  return (
    <g
      data-figure={figure.form}
      className="text-mark-locked"
      stroke="currentColor"
      fill="none"
      {...(colour === undefined ? {} : { style: { color: colour } })}
    >
      <path d={path} stroke="black" strokeWidth="3" strokeOpacity="0.6" />
      <path d={path} strokeWidth="1.5" {...(filled ? { fill: 'currentColor' } : {})} />
      {text && <Words lines={lines} at={text} />}
    </g>
  )
}

/** Words on the picture, their first line below `at`. */
export const Words = ({ lines, at: [x, y] }: { lines: readonly string[]; at: Point2 }) => (
  <text
    x={x}
    y={y}
    stroke="black"
    strokeWidth="3"
    strokeLinejoin="round"
    fill="currentColor"
    className="font-medium text-13 tabular-nums [paint-order:stroke]"
  >
    {lines.map((line, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
      <tspan key={index} x={x} dy={LINE}>
        {line}
      </tspan>
    ))}
  </text>
)

const CROSS = 5

function pathOf(figure: Figure, to: (point: Point2) => Point2): string {
  if (figure.form === 'points')
    return figure.points
      .map(to)
      .map(([x, y]) => `M${x - CROSS} ${y}h${2 * CROSS}M${x} ${y - CROSS}v${2 * CROSS}`)
      .join('')
  const points = outlineOf(figure).map(to)
  return points.length > 1 ? `M${points.map((point) => point.join(' ')).join('L')}` : ''
}

/** The points along a figure: round ones as many short lines. */
export function outlineOf({ form, points }: Figure): readonly Point2[] {
  const [a, b, c, d] = points
  if (form === 'circle' && a && b) {
    const radius = distance(a, b)
    return round((angle) => [a[0] + radius * Math.cos(angle), a[1] + radius * Math.sin(angle)])
  }
  if (form === 'ellipse' && a && b && c && d) {
    const [x, y] = midpoint(a, b)
    const long: Point2 = [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2]
    const short: Point2 = [(d[0] - c[0]) / 2, (d[1] - c[1]) / 2]
    return round((angle) => [
      x + long[0] * Math.cos(angle) + short[0] * Math.sin(angle),
      y + long[1] * Math.cos(angle) + short[1] * Math.sin(angle),
    ])
  }
  return points
}

const round = (at: (angle: number) => Point2): Point2[] =>
  Array.from({ length: ROUND + 1 }, (_, n) => at((n / ROUND) * 2 * Math.PI))

const GAP = 8

/** Right of a figure, at its upper end. */
function cornerOf(points: readonly Point2[]): Point2 | undefined {
  if (points.length === 0) return undefined
  return [Math.max(...points.map(([x]) => x)) + GAP, Math.min(...points.map(([, y]) => y)) - LINE / 2]
}
