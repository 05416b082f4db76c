import { Pause, Play } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { decimal } from '#web/ui/format/decimal.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { FASTEST, SLOWEST } from '../cine/rate.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ActionButton } from './ActionButton.tsx'

/** Starts and stops the film of the active viewport; while it runs, its rate and where that comes from. */
export function CineControl() {
  const { t } = useTranslation('viewer')
  const { locale } = useFormats()
  const id = useId()
  const session = useSession()
  const cell = useStore(session.ui, ({ grid }) => `cell-${grid.active}`)
  const playing = useStore(session.cine.store, (state) => state.playing.get(cell))
  const cine = playing?.cine
  return (
    <>
      <ActionButton action="cine" icon={playing ? Pause : Play} pressed={playing !== undefined} />
      {cine && (
        <div
          className="flex items-center gap-1.5 ps-1 text-12 text-quiet"
          data-cine={cine.origin}
          title={t(`cine.${cine.origin}`)}
        >
          <label htmlFor={id} className="sr-only">
            {t('cine.rate')}
          </label>
          <input
            id={id}
            type="range"
            min={SLOWEST}
            max={FASTEST}
            step={1}
            value={Math.round(cine.rate)}
            onChange={(event) => {
              const viewport = session.active()
              if (viewport) session.cine.setRate(viewport, event.currentTarget.valueAsNumber)
            }}
            className="w-14 accent-accent"
          />
          <span className="whitespace-nowrap tabular-nums">
            {t('cine.fps', {
              rate: decimal(cine.rate, locale, { maximumFractionDigits: 1 }),
            })}
            {' · '}
            <span className="inline-block max-w-18 truncate align-bottom">{t(`cine.${cine.origin}`)}</span>
          </span>
        </div>
      )}
    </>
  )
}
