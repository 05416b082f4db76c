import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, useLocation } from 'react-router'
import { EmptyState } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { AccountContext, allows, useAdministered } from './account.ts'

const PAGES = [
  { to: '/admin/overview', label: 'nav.overview', permission: 'account_view' },
  { to: '/admin/users', label: 'nav.users', permission: 'account_user_view' },
  { to: '/admin/places', label: 'nav.places', permission: 'group_view' },
  { to: '/admin/roles', label: 'nav.roles', permission: 'role_view' },
  { to: '/admin/signin', label: 'nav.signin', permission: 'account_edit' },
  { to: '/admin/links', label: 'nav.links', permission: 'link_view' },
  { to: '/admin/fields', label: 'nav.fields', permission: 'customfield_view' },
  { to: '/admin/flags', label: 'nav.flags', permission: 'account_edit' },
  { to: '/admin/gateways', label: 'nav.gateways', permission: 'node_view' },
  { to: '/admin/branding', label: 'nav.branding', permission: 'account_edit' },
  { to: '/admin/terms', label: 'nav.terms', permission: 'account_edit' },
  { to: '/admin/api', label: 'nav.api', permission: 'account_edit' },
  { to: '/admin/access', label: 'nav.access', permission: 'account_user_view' },
  { to: '/admin/settings', label: 'nav.settings', permission: 'account_view' },
  { to: '/admin/namespaces', label: 'nav.namespaces', permission: 'account_view' },
  { to: '/admin/deleted', label: 'nav.deleted', permission: 'audit_view' },
  { to: '/admin/audit', label: 'nav.audit', permission: 'audit_view' },
] as const

/** Around the pages of the administration: its sections, and which account they are about. */
export function AdminLayout({ children }: { children: ReactNode }) {
  const { t } = useTranslation('admin')
  const { accounts, ready } = useAdministered()
  const { pathname } = useLocation()
  const [chosen, setChosen] = useState<string>()
  const account = accounts.find(({ uuid }) => uuid === chosen) ?? accounts[0]
  if (!account) return ready ? <EmptyState heading="h1" title={t('nothing')} text={t('nothingText')} /> : null
  const pages = PAGES.filter(({ permission }) => allows(account, permission))
  const [first] = pages
  // A page that this account does not open to the reader gives way to one that it does.
  if (first && !pages.some(({ to }) => pathname.startsWith(to))) return <Navigate to={first.to} replace />
  return (
    <AccountContext value={account}>
      <div className="grid h-full grid-cols-[176px_minmax(0,1fr)] max-md:grid-cols-1 max-md:grid-rows-[auto_minmax(0,1fr)]">
        <nav
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
