import { lazy, Suspense, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '#web/ui/Field.tsx'
import type { Dataset } from '../../data/dicomJson.ts'

const TagTable = lazy(() => import('./TagTable.tsx'))

/** The attributes of a data set, with a search over tags, names and values; of one frame where there are several. */
export function TagList({
  dataset,
  frames = 1,
  frameNumber = 1,
  autoFocus = false,
}: {
  dataset: Dataset
  frames?: number
  frameNumber?: number
  /** The search has the focus when the list opens. */
  autoFocus?: boolean
}) {
  const { t } = useTranslation('objects')
  const [search, setSearch] = useState('')
  const [frame, setFrame] = useState(frameNumber)
  const id = useId()
  return (
    <div className="flex min-h-0 grow flex-col">
      <div className="flex items-end gap-3 border-line border-b px-4 py-2">
        <div className="min-w-0 grow">
          <TextField
            autoFocus={autoFocus}
            label={t('tags.search')}
            quietLabel
            type="search"
            placeholder={t('tags.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
        {frames > 1 && (
          <div className="flex items-center gap-2 text-12">
            <label htmlFor={id} className="text-quiet">
              {t('tags.frame', { count: frames })}
            </label>
            <input
              id={id}
              type="number"
              min={1}
              max={frames}
              value={frame}
              onChange={(event) => {
                const next = event.target.valueAsNumber
                if (Number.isInteger(next)) setFrame(Math.min(frames, Math.max(1, next)))
              }}
              className="h-7 w-20 rounded-2 border border-line-strong bg-well px-2 text-ink tabular-nums max-md:h-11"
            />
          </div>
        )}
      </div>
      <Suspense fallback={<p className="appear-late px-4 py-2 text-12 text-quiet">{t('view.opening')}</p>}>
        <TagTable dataset={dataset} frameNumber={frame} search={search} />
      </Suspense>
    </div>
  )
}
