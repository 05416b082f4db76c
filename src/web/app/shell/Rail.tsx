import {
  CircleQuestionMark,
  ClipboardList,
  Folder,
  Inbox,
  List,
  Server,
  Settings,
  ShieldUser,
  UsersRound,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useAccountsWith } from '#web/api/accounts.ts'
import { useLiveActivities } from '#web/api/live_activities.ts'
import { useUser } from '#web/api/user.ts'
import { useAdministered } from '#web/features/admin/account.ts'
import { useWaitingCount } from '#web/features/inbox/approvals.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { Tooltip } from '#web/ui/Tooltip.tsx'
import { Logo } from '../Logo.tsx'

function RailLink({
  to,
  label,
  count = 0,
  children,
}: {
  to: string
  label: string
  /** What waits there. */
  count?: number
  children: ReactNode
}) {
  return (
    <Tooltip label={label} side="right">
      <NavLink
        to={to}
        aria-label={label}
        className="relative flex size-8 items-center justify-center rounded-2 text-quiet hover:bg-hover hover:text-ink aria-[current=page]:bg-press aria-[current=page]:text-ink max-md:size-11"
      >
        {children}
        {count > 0 && (
          <span className="absolute end-0 top-0 min-w-4 rounded-round bg-accent px-1 text-center font-strong text-[10px] text-on-accent tabular-nums leading-4">
            {count > 99 ? '99+' : count}
          </span>
        )}
      </NavLink>
    </Tooltip>
  )
}

export function Rail({ onShortcuts }: { onShortcuts: () => void }) {
  const { t } = useTranslation('app')
  useLiveActivities()
  const waiting = useWaitingCount()
  const system = useUser().sysadmin === 1
  const orders = useAccountsWith('order_view').length > 0
  const patients = useAccountsWith('patient_view').length > 0
  const administers = useAdministered().accounts.length > 0
  return (
    <nav
      aria-label={t('rail.label')}
      className="row-span-2 flex flex-col gap-1 border-line border-e bg-surface p-2 max-md:row-span-1 max-md:row-start-3 max-md:flex-row max-md:items-center max-md:justify-around max-md:border-e-0 max-md:border-t max-md:p-0"
    >
      <div className="mb-2 grid h-8 place-items-center max-md:hidden">
        <Logo />
      </div>
      <RailLink to="/studies" label={t('rail.worklist')}>
        <List />
      </RailLink>
      {orders && (
        <RailLink to="/orders" label={t('rail.orders')}>
          <ClipboardList />
        </RailLink>
      )}
      {patients && (
        <RailLink to="/patients" label={t('rail.patients')}>
          <UsersRound />
        </RailLink>
      )}
      <RailLink to="/folders" label={t('rail.folders')}>
        <Folder />
      </RailLink>
      <RailLink
        to="/inbox"
        label={waiting > 0 ? t('rail.inboxCount', { count: waiting }) : t('rail.inbox')}
        count={waiting}
      >
        <Inbox />
      </RailLink>
      <div className="grow max-md:hidden" />
      {administers && (
        <RailLink to="/admin" label={t('rail.admin')}>
          <ShieldUser />
        </RailLink>
      )}
      {system && (
        <RailLink to="/system" label={t('rail.system')}>
          <Server />
        </RailLink>
      )}
      <RailLink to="/settings" label={t('rail.settings')}>
        <Settings />
      </RailLink>
      <IconButton
        label={t('rail.shortcuts')}
        side="right"
        onClick={onShortcuts}
        className="size-8 max-md:hidden"
      >
        <CircleQuestionMark />
      </IconButton>
    </nav>
  )
}
