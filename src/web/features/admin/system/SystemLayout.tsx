import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useUser } from '#web/api/user.ts'
import { EmptyState } from '#web/ui/Message.tsx'

const PAGES = ['accounts', 'outbox', 'jobs', 'health'] as const

/** Around the pages of the system: for those who stand above accounts. */
export function SystemLayout({ children }: { children: ReactNode }) {
  const { t } = useTranslation('system')
  const user = useUser()
  if (user.sysadmin !== 1) return <EmptyState heading="h1" title={t('nothing')} text={t('nothingText')} />
  return (
    <div className="grid h-full grid-cols-[176px_minmax(0,1fr)] max-md:grid-cols-1 max-md:grid-rows-[auto_minmax(0,1fr)]">
      <nav
        aria-label={t('label')}
        className="flex flex-col gap-0.5 border-line border-e bg-surface p-2 max-md:flex-row max-md:overflow-x-auto max-md:border-e-0 max-md:border-b"
      >
        {PAGES.map((page) => (
          <NavLink
            key={page}
            to={`/system/${page}`}
            className="flex h-8 shrink-0 items-center rounded-2 px-2 text-quiet hover:bg-hover hover:text-ink aria-[current=page]:bg-press aria-[current=page]:text-ink max-md:h-11"
          >
            {t(`nav.${page}`)}
          </NavLink>
        ))}
      </nav>
      <div className="min-h-0 min-w-0">{children}</div>
    </div>
  )
}
