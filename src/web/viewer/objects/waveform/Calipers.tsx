import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { decimal } from '#web/ui/format/decimal.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { type PaperScale, spanOf } from './scale.ts'

export type Leg = readonly [number, number]

/**
 * Two legs on the paper, each to be dragged or moved by the arrow keys (Shift for five millimetres at a time): the time
 * between them, the rate it would be, and the height.
 */
export function Calipers({
  legs,
  scale,
  gain,
  onMove,
}: {
  legs: readonly [Leg, Leg]
  scale: PaperScale
  gain: number
  onMove: (legs: readonly [Leg, Leg]) => void
}) {
  const { t } = useTranslation('objects')
  const { locale } = useFormats()
  const held = useRef<0 | 1 | undefined>(undefined)
  const number = (value: number, digits: number) =>
    decimal(value, locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const span = spanOf(legs[0], legs[1], scale, gain)
  const text = [
    `${number(span.milliseconds, 0)} ms`,
    span.rate === undefined ? '' : t('ecg.rate', { rate: number(span.rate, 0) }),
    `${number(span.millivolts, 2)} mV`,
  ]
    .filter((part) => part !== '')
    .join(' · ')

  const inside = ([x, y]: Leg): Leg => [
    Math.min(scale.width, Math.max(0, x)),
    Math.min(scale.height, Math.max(0, y)),
  ]
  const move = (leg: 0 | 1, to: Leg) => onMove(leg === 0 ? [inside(to), legs[1]] : [legs[0], inside(to)])

  const onKeyDown = (leg: 0 | 1) => (event: KeyboardEvent) => {
    const by = scale.pixelsPerMm * (event.shiftKey ? 5 : 0.25)
    const ways: Readonly<Record<string, Leg>> = {
      ArrowLeft: [-by, 0],
      ArrowRight: [by, 0],
      ArrowUp: [0, -by],
      ArrowDown: [0, by],
    }
    const way = ways[event.key]
    if (!way) return
    event.preventDefault()
    event.stopPropagation()
    move(leg, [legs[leg][0] + way[0], legs[leg][1] + way[1]])
  }
  const onPointerMove = (event: PointerEvent<SVGGElement>) => {
    const leg = held.current
    const paper = event.currentTarget.ownerSVGElement?.getBoundingClientRect()
    if (leg === undefined || !paper) return
    move(leg, [event.clientX - paper.left, event.clientY - paper.top])
  }
  const [x, y] = [Math.max(legs[0][0], legs[1][0]) + 8, Math.min(legs[0][1], legs[1][1])]

  return (
    <g className="text-accent-text" stroke="currentColor" fill="none" data-calipers={text}>
      <path d={`M${legs[0][0]} 0V${scale.height}M${legs[1][0]} 0V${scale.height}`} strokeDasharray="4 3" />
      <path d={`M${legs[0][0]} ${legs[0][1]}H${legs[1][0]}V${legs[1][1]}`} />
      {([0, 1] as const).map((leg) => (
        <g
          key={leg}
          role="slider"
          tabIndex={0}
          aria-label={t('ecg.leg', { number: leg + 1 })}
          aria-valuenow={Math.round((legs[leg][0] / scale.pixelsPerSecond) * 1000)}
          aria-valuetext={text}
          className="cursor-move touch-none"
          onKeyDown={onKeyDown(leg)}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            held.current = leg
          }}
          onPointerMove={onPointerMove}
          onPointerUp={() => {
            held.current = undefined
          }}
        >
          <circle cx={legs[leg][0]} cy={legs[leg][1]} r="16" stroke="none" fill="transparent" />
          <circle cx={legs[leg][0]} cy={legs[leg][1]} r="5" className="fill-ground" strokeWidth="2" />
        </g>
      ))}
      <text
        x={x}
        y={y - 8}
        stroke="var(--ground)"
        strokeWidth="4"
        fill="currentColor"
        className="font-medium text-13 tabular-nums [paint-order:stroke]"
      >
        {text}
      </text>
    </g>
  )
}
