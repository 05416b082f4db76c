import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, useLocation } from 'react-router'
import { z } from 'zod'
import { useSetting } from '#web/api/setting.ts'
import { EmptyState } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { AccountContext, useAdministered } from './account.ts'
import { pagesOf } from './pages.ts'

const chosenAccount = z.string()

/** Around the pages of the administration: its sections, and which account they are about. */
export function AdminLayout({ children }: { children: ReactNode }) {
  const { t } = useTranslation('admin')
  const { accounts, ready } = useAdministered()
  const { pathname } = useLocation()
  const [chosen, setChosen] = useSetting('collimate.administered', chosenAccount, '')
  const nav = useRef<HTMLElement>(null)
  const shown = accounts.length > 0
  // On a phone the pages stand in one row, longer than the screen.
  useEffect(() => {
    if (shown && pathname)
      nav.current
        ?.querySelector('[aria-current=page]')
        ?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [shown, pathname])
  const account = accounts.find(({ uuid }) => uuid === chosen) ?? accounts[0]
  if (!account) return ready ? <EmptyState heading="h1" title={t('nothing')} text={t('nothingText')} /> : null
  const pages = pagesOf(account)
  const [first] = pages
  // A page that this account does not open to the reader gives way to one that it does.
  if (first && !pages.some(({ to }) => pathname.startsWith(to))) return <Navigate to={first.to} replace />
  return (
    <AccountContext value={account}>
      <div className="grid h-full grid-cols-[176px_minmax(0,1fr)] max-md:grid-cols-1 max-md:grid-rows-[auto_minmax(0,1fr)]">
        <nav
          ref={nav}
          aria-label={t('nav.label')}
          className="flex flex-col gap-0.5 border-line border-e bg-surface p-2 max-md:flex-row max-md:overflow-x-auto max-md:border-e-0 max-md:border-b"
        >
          {accounts.length > 1 && (
            <div className="mb-2 max-md:mb-0 max-md:min-w-40">
              <Select
                label={t('account')}
                quietLabel
                value={account.uuid}
                onChange={setChosen}
                options={accounts.map(({ uuid, name }) => ({ value: uuid, label: name }))}
              />
            </div>
          )}
          {pages.map(({ to, label }) => (
            <NavLink
              key={to}
              to={to}
              className="flex h-8 shrink-0 items-center rounded-2 px-2 text-quiet hover:bg-hover hover:text-ink aria-[current=page]:bg-press aria-[current=page]:text-ink max-md:h-11"
            >
              {t(label)}
            </NavLink>
          ))}
        </nav>
        <div className="min-h-0 min-w-0" key={account.uuid}>
          {children}
        </div>
      </div>
    </AccountContext>
  )
}
