import { useTranslation } from 'react-i18next'
import { Dialog } from '#web/ui/Dialog.tsx'
import { KeyCap } from '#web/ui/KeyCap.tsx'

const SHORTCUTS = [
  ['Ctrl K', 'palette'],
  ['/', 'search'],
  ['↑ ↓', 'move'],
  ['Space', 'select'],
  ['Shift ↑ ↓', 'extend'],
  ['Ctrl A', 'all'],
  ['Enter', 'open'],
  ['Esc', 'clear'],
  ['Alt ← →', 'width'],
] as const

export function ShortcutsDialog({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const { t } = useTranslation('app')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('rail.shortcuts')} width="narrow">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {SHORTCUTS.map(([keys, action]) => (
          <div key={action} className="contents">
            <dt>
              <span className="sr-only">{keys}</span>
              <KeyCap>{keys}</KeyCap>
            </dt>
            <dd>{t(`shortcut.${action}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
