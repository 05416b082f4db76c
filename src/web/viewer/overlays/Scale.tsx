import { useTranslation } from 'react-i18next'
import { pixelsPerUnit } from '../geometry/presentation.ts'
import { rulerFor } from '../geometry/ruler.ts'
import { PHONE } from '../phone.ts'
import { useStore } from '../state/store.ts'
import { useMediaQuery } from '../useMediaQuery.ts'
import type { ImageViewport } from '../viewport/viewport.ts'

const SHARE = 0.33
const LONGEST = 160
const SMALLEST_VIEWPORT = 140

/** A ruler beside the picture; pixels have none, they are no length. */
export function Scale({ viewport }: { viewport: ImageViewport }) {
  const { t } = useTranslation('viewer')
  const phone = useMediaQuery(PHONE)
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
  const ticks = Array.from({ length: ruler.parts + 1 }, (_, tick) => ({
    at: Math.round(tick * step),
    size: tick === 0 || tick === ruler.parts || tick === middle ? 7 : 4,
  }))
  const line = phone ? `M0 7.5h${length}` : `M57.5 0v${length}`
  return (
    <svg
      role="img"
      aria-label={t('overlay.ruler', { length: label })}
      className={
        phone
          ? 'pointer-events-none absolute bottom-19 h-2 overflow-visible'
          : 'pointer-events-none absolute right-4 w-16 overflow-visible'
      }
      style={
        phone
          ? { left: (size.width - length) / 2, width: length }
          : { top: (size.height - length) / 2, height: length }
      }
    >
      <path d={line} fill="none" stroke="black" strokeOpacity="0.7" strokeWidth="3" />
      <g fill="none" stroke="var(--image-text)" shapeRendering="crispEdges">
        <path d={line} />
        {ticks.map(({ at, size: long }) => (
          <path key={at} d={phone ? `M${at} 7.5v${-long}` : `M57.5 ${at}h${-long}`} />
        ))}
      </g>
      <text
        x={phone ? length + 6 : 57}
        y={phone ? 9 : -6}
        textAnchor={phone ? 'start' : 'end'}
        className="fill-image-text font-medium text-11 [paint-order:stroke] [stroke-width:3px] [stroke:black]"
      >
        {label}
      </text>
    </svg>
  )
}
