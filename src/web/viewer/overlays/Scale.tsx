import { useTranslation } from 'react-i18next'
import { pixelsPerUnit } from '../geometry/presentation.ts'
import { rulerFor } from '../geometry/ruler.ts'
import { useStore } from '../state/store.ts'
import type { ImageViewport } from '../viewport/viewport.ts'

const SHARE = 0.33
const LONGEST = 160
const SMALLEST_VIEWPORT = 140

/** A ruler beside the picture; pixels have none, they are no length. */
export function Scale({ viewport }: { viewport: ImageViewport }) {
  const { t } = useTranslation('viewer')
  const { frame, presentation, size } = useStore(viewport.view, (state) => state)
  if (!frame || frame.instance.calibration === 'none' || size.height < SMALLEST_VIEWPORT) return null
  const ruler = rulerFor(
    pixelsPerUnit(frame.plane, presentation, size),
    Math.min(LONGEST, size.height * SHARE),
  )
  if (!ruler) return null
  const length = Math.round(ruler.length)
  const step = ruler.length / ruler.parts
  const middle = ruler.parts % 2 === 0 ? ruler.parts / 2 : -1
  const label =
    ruler.value >= 10 ? t('overlay.cm', { value: ruler.value / 10 }) : t('overlay.mm', { value: ruler.value })
  return (
    <svg
      role="img"
      aria-label={t('overlay.ruler', { length: label })}
      className="pointer-events-none absolute right-4 w-16 overflow-visible max-md:end-9"
      style={{ top: (size.height - length) / 2, height: length }}
    >
      <g fill="none" stroke="black" strokeOpacity="0.7" strokeWidth="3">
        <path d={`M57.5 0v${length}`} />
      </g>
      <g fill="none" stroke="var(--image-text)" shapeRendering="crispEdges">
        <path d={`M57.5 0v${length}`} />
        {Array.from({ length: ruler.parts + 1 }, (_, tick) => {
          const whole = tick === 0 || tick === ruler.parts || tick === middle
          // biome-ignore lint/suspicious/noArrayIndexKey: a tick is its place
          return <path key={tick} d={`M57.5 ${Math.round(tick * step)}h${whole ? -7 : -4}`} />
        })}
      </g>
      <text
        x="57"
        y="-6"
        textAnchor="end"
        className="fill-image-text font-medium text-11 [paint-order:stroke] [stroke:black] [stroke-width:3px]"
      >
        {label}
      </text>
    </svg>
  )
}
