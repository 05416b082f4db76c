import { Eye, Image, Link2, LogOut } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useUser } from '#web/api/user.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Ended } from '../GuestFrame.tsx'
import { useWhoseStudies } from './useWhoseStudies.ts'

const PAGES = [
  { to: '/my', label: 'nav.studies', icon: Image },
  { to: '/my/shared', label: 'nav.shared', icon: Link2 },
  { to: '/my/seen', label: 'nav.seen', icon: Eye },
] as const

/** Around a patient's own pages: made for a phone, at home on a desk. */
export function PortalFrame({
  logo,
  onLeave,
  children,
}: {
  logo: ReactNode
  onLeave: () => void
  children: ReactNode
}) {
  const { t } = useTranslation('portal')
  const { guest } = useUser()
  const whose = useWhoseStudies()
  return (
    <div className="grid h-dvh grid-rows-[var(--bar)_minmax(0,1fr)_60px]">
      <header className="flex items-center gap-2.5 border-line border-b bg-surface px-3">
        {logo}
        <span className="min-w-0 grow truncate font-strong text-13">{guest?.account_name}</span>
        <span className="min-w-0 truncate text-12 text-quiet max-md:hidden">{whose}</span>
        <IconButton label={t('leave')} onClick={onLeave}>
          <LogOut />
        </IconButton>
      </header>
      <main className="min-h-0 overflow-y-auto">
        <div className="mx-auto max-w-[720px] p-4">{children}</div>
      </main>
      <nav aria-label={t('nav.label')} className="grid grid-cols-3 border-line border-t bg-surface">
        {PAGES.map(({ to, label, icon: Icon }) => (
          <NavLink
            key={to}
            to={to}
            end
            className="flex flex-col items-center justify-center gap-1 border-transparent border-t-2 text-11 text-quiet aria-[current=page]:border-accent aria-[current=page]:text-ink"
          >
            <Icon className="!size-5" />
            {t(label)}
          </NavLink>
        ))}
      </nav>
      <Ended />
    </div>
  )
}
