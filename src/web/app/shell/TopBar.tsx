import { Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { KeyCap } from '#web/ui/KeyCap.tsx'
import { NamespaceSwitcher } from './NamespaceSwitcher.tsx'
import { UserMenu } from './UserMenu.tsx'

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation('app')
  return (
    <header className="grid grid-cols-[minmax(0,1fr)_minmax(0,420px)_minmax(0,1fr)] items-center gap-2 border-line border-b bg-surface px-3 max-md:row-start-1 max-md:grid-cols-[minmax(0,1fr)_auto_auto]">
      <div className="min-w-0">
        <NamespaceSwitcher />
      </div>
      <button
        type="button"
        onClick={onSearch}
        aria-keyshortcuts="Control+K Meta+K"
        className="flex h-7 w-full min-w-0 items-center gap-1.5 rounded-2 border border-line bg-well px-2 text-quiet hover:border-line-strong max-md:size-11 max-md:justify-center max-md:border-0 max-md:bg-transparent"
      >
        <Search className="!size-3.5" />
        <span className="min-w-0 grow truncate text-start max-md:sr-only">{t('palette.open')}</span>
        <span className="max-md:hidden">
          <KeyCap>{t('palette.keys')}</KeyCap>
        </span>
      </button>
      <div className="flex justify-end">
        <UserMenu />
      </div>
    </header>
  )
}
