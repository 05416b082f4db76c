// biome-ignore-all lint/a11y/useSemanticElements: rows that are drawn only on screen cannot be a <table>.
// biome-ignore-all lint/a11y/useFocusableInteractive: the list has the focus and scrolls; its rows are text.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/classes.ts'
import type { Dataset } from '../../data/dicomJson.ts'
import { keepReadingKeys } from '../readingKeys.ts'
import { nameOfTag } from './names.ts'
import { isItem, matchingRows, ofFrame, rowsOf, tagText } from './rows.ts'

const ROW = 24
const INDENT = 14

/** The rows of the tag list; only those on screen are drawn. */
export default function TagTable({
  dataset,
  frameNumber,
  search,
}: {
  dataset: Dataset
  frameNumber: number
  search: string
}) {
  const { t } = useTranslation('objects')
  const scroller = useRef<HTMLDivElement>(null)
  const wanted = useDeferredValue(search)
  const rows = useMemo(() => rowsOf(ofFrame(dataset, frameNumber), nameOfTag), [dataset, frameNumber])
  const found = useMemo(() => matchingRows(rows, wanted), [rows, wanted])
  const virtual = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  })
  return (
    <>
      <p role="status" className="border-line border-b px-4 py-1 text-11 text-quiet tabular-nums">
        {t('tags.count', { count: found.filter((row) => !isItem(row)).length })}
      </p>
      <div
        ref={scroller}
        role="table"
        aria-label={t('tags.label')}
        aria-rowcount={found.length}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is read with the arrow keys
        tabIndex={0}
        onKeyDown={keepReadingKeys}
        className="min-h-0 grow overflow-auto"
      >
        <div
          role="rowgroup"
          className="relative w-full min-w-[560px]"
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = found[index]
            if (!row) return null
            const { path, depth, tag, vr, name, value, binary } = row
            return (
              <div
                key={path}
                role="row"
                aria-rowindex={index + 1}
                className={cx(
                  'absolute inset-x-0 grid grid-cols-[minmax(0,320px)_28px_minmax(0,1fr)] items-center gap-3 px-4 text-12',
                  isItem(row) ? 'text-quiet' : 'hover:bg-hover',
                )}
                style={{ height: ROW, transform: `translateY(${start}px)` }}
              >
                <span
                  role="cell"
                  className="flex min-w-0 items-center gap-2"
                  style={{ paddingInlineStart: depth * INDENT }}
                >
                  {isItem(row) ? (
                    t('tags.item', { number: value })
                  ) : (
                    <>
                      <span className="shrink-0 font-mono text-11 text-quiet">{tagText(tag)}</span>
                      <span className="truncate" title={name}>
                        {name || t('tags.unknown')}
                      </span>
                    </>
                  )}
                </span>
                <span role="cell" className="font-mono text-11 text-quiet">
                  {vr}
                </span>
                <span role="cell" className="truncate font-mono text-11" title={value}>
                  {isItem(row) ? '' : binary ? t('tags.binary') : value}
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </>
  )
}
