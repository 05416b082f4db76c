import { X } from 'lucide-react'
import { Tabs } from 'radix-ui'
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
export function Dock() {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const docked = useStore(session.ui, (ui) => ui.docked)
  const count = useStore(session.marks.store, ({ marks }) => marks.size)
  const Report = useReportPanel()
  const sources = useReportSources()
  const part = Report ? docked : 'marks'
  return (
    <aside
      aria-label={t(part === 'report' ? 'dock.report' : 'dock.label')}
      className={cx(
        'flex min-h-0 flex-col border-line border-s bg-surface max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-(--z-dock) max-md:w-auto max-md:border-s-0 max-md:border-t',
        part === 'report' ? 'w-[400px] max-md:h-[80dvh]' : 'w-[340px] max-md:h-[60dvh]',
      )}
    >
      <Tabs.Root
        value={part}
        onValueChange={(next) => {
          const chosen = PARTS.find((one) => one === next)
          if (chosen) session.ui.set({ docked: chosen })
        }}
        className="flex min-h-0 grow flex-col"
      >
        <header className="flex h-10 shrink-0 items-center border-line border-b ps-2 pe-2">
          <Tabs.List aria-label={t('dock.parts')} className="flex h-full min-w-0 grow">
            {PARTS.filter((one) => one === 'marks' || Report).map((one) => (
              <Tabs.Trigger
                key={one}
                value={one}
                className="flex items-center gap-2 border-transparent border-b-2 px-2 font-medium text-12 text-quiet hover:text-ink data-[state=active]:border-accent-line data-[state=active]:font-strong data-[state=active]:text-ink"
              >
                {t(one === 'marks' ? 'dock.measurements' : 'dock.report')}
                {one === 'marks' && <span className="font-regular text-quiet tabular-nums">{count}</span>}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <IconButton label={t('dock.close')} onClick={() => session.ui.set({ dock: false })}>
            <X />
          </IconButton>
        </header>
        <Tabs.Content value="marks" className="flex min-h-0 grow flex-col data-[state=inactive]:hidden">
          <MarksPart />
        </Tabs.Content>
        {Report && (
          <Tabs.Content value="report" className="flex min-h-0 grow flex-col data-[state=inactive]:hidden">
            <Report study={session.study} sources={sources} />
          </Tabs.Content>
        )}
      </Tabs.Root>
    </aside>
  )
}
