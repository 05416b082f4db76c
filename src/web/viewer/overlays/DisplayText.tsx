import { useTranslation } from 'react-i18next'
import { decimal } from '#web/ui/format/decimal.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { pixelsPerUnit } from '../geometry/presentation.ts'
import { pixelsOf } from '../loading/pixels.ts'
import { decimalsFor } from '../marks/text.ts'
import { pixelUnitOf } from '../marks/units.ts'
import { realWorldOf } from '../stacks/realWorld.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { type ImageViewport, windowInForce } from '../viewport/viewport.ts'

/** How the picture is displayed: value under the pointer, window, zoom, turn, and what was lost on the way. */
export function DisplayText({ viewport, cell }: { viewport: ImageViewport; cell: number }) {
  const { t } = useTranslation('viewer')
  const { locale } = useFormats()
  const session = useSession()
  const view = useStore(viewport.view, (state) => state)
  const pointer = useStore(session.drawing, ({ pointer: at }) => (at?.cell === cell ? at.at : undefined))
  const { frame, presentation, size, inverted } = view
  const window = windowInForce(view)
  if (!frame || !window) return null

  const number = (value: number, digits: number) => decimal(value, locale, { maximumFractionDigits: digits })
  const digits = window.width >= 20 ? 0 : window.width >= 2 ? 1 : 3
  const zoom = pixelsPerUnit(frame.plane, presentation, size) * frame.plane.columnSpacing
  const pixels = pointer && pixelsOf(frame)
  const [column, row] = pointer ? [Math.floor(pointer[0]), Math.floor(pointer[1])] : [-1, -1]
  const inside = pixels && column >= 0 && row >= 0 && column < pixels.columns && row < pixels.rows
  const values = inside ? pixels.at(column, row) : undefined
  const { instance } = frame

  return (
    <>
      {values && (
        <div className="text-image-quiet">
          {`${values.map((value) => number(value, 2)).join(' ')} ${pixelUnitOf(instance)}`.trim()}
          {realWorldOf(frame).map(({ unit, of }) => {
            const real = of(values[0] ?? 0)
            return real === undefined ? '' : ` · ${number(real, Math.max(2, decimalsFor(real)))} ${unit}`
          })}
          {` (${column + 1}, ${row + 1})`}
        </div>
      )}
      <div>
        {window.table
          ? window.table.explanation || t('window.table')
          : t('overlay.window', {
              width: number(window.width, digits),
              center: number(window.center, digits),
            })}
        {inverted && ` · ${t('overlay.inverted')}`}
      </div>
      <div className="text-image-quiet">
        {t('overlay.zoom', { zoom: number(zoom, 2), rotation: number(presentation.rotation, 0) })}
        {presentation.flipped && ` · ${t('overlay.flipped')}`}
      </div>
      {instance.lossy && (
        <div className="font-strong text-image-bad">
          {instance.lossyRatio === undefined
            ? t('overlay.lossy')
            : t('overlay.lossyRatio', { ratio: number(instance.lossyRatio, 1) })}
        </div>
      )}
    </>
  )
}
