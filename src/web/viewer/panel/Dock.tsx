import { X } from 'lucide-react'
import { type KeyboardEvent, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useReportPanel } from '#web/api/report_panel.ts'
import { cx } from '#web/ui/classes.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { MarksPart } from './MarksPart.tsx'
import { useReportSources } from './useReportSources.ts'

const PARTS = ['marks', 'report'] as const

/** Beside the images: what was marked in this study, and what is written of it. */
export default function Dock() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const docked = useStore(session.ui, (ui) => ui.docked)
  const count = useStore(session.marks.store, ({ marks }) => marks.size)
  const Report = useReportPanel()
  const sources = useReportSources()
  const { permissions } = session.study
  const reports = Report && (permissions.radreport_view === 1 || permissions.radreport_edit === 1)
  const part = reports ? docked : 'marks'
  const id = useId()
  const tab = (one: (typeof PARTS)[number]) => `${id}-${one}`
  const turn = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    const other = part === 'marks' ? 'report' : 'marks'
    session.ui.set({ docked: other })
    document.getElementById(tab(other))?.focus()
  }
  return (
    <aside
      aria-label={t(part === 'report' ? 'dock.report' : 'dock.label')}
      className={cx(
        'flex min-h-0 flex-col border-line border-s bg-surface max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-(--z-dock) max-md:w-auto max-md:border-s-0 max-md:border-t',
        part === 'report' ? 'w-[400px] max-md:h-[80dvh]' : 'w-[340px] max-md:h-[60dvh]',
      )}
    >
      <header className="flex h-10 shrink-0 items-center border-line border-b ps-2 pe-2">
        <div
          role="tablist"
          aria-label={t('dock.parts')}
          className="flex h-full min-w-0 grow"
          onKeyDown={turn}
        >
          {PARTS.filter((one) => one === 'marks' || reports).map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              id={tab(one)}
              aria-selected={part === one}
              aria-controls={`${id}-part`}
              tabIndex={part === one ? 0 : -1}
              onClick={() => session.ui.set({ docked: one })}
              className="flex items-center gap-2 border-transparent border-b-2 px-2 font-medium text-12 text-quiet hover:text-ink aria-selected:border-accent-line aria-selected:font-strong aria-selected:text-ink"
            >
              {t(one === 'marks' ? 'dock.measurements' : 'dock.report')}
              {one === 'marks' && <span className="font-regular text-quiet tabular-nums">{count}</span>}
            </button>
          ))}
        </div>
        <IconButton label={t('dock.close')} onClick={() => session.ui.set({ dock: false })}>
          <X />
        </IconButton>
      </header>
      <div
        role="tabpanel"
        id={`${id}-part`}
        aria-labelledby={tab(part)}
        className="flex min-h-0 grow flex-col"
      >
        {part === 'report' && Report ? <Report study={session.study} sources={sources} /> : <MarksPart />}
      </div>
    </aside>
  )
}
