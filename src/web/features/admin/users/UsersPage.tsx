import { UserPlus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AccountUser, accountUserList } from '#contract/account_user.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AdminTable, contains, useAdminList } from '../AdminTable.tsx'
import { allows, useAccount } from '../account.ts'
import { AddPeopleDialog } from './AddPeopleDialog.tsx'
import { UserDialog } from './UserDialog.tsx'

/** `/admin/users`: the people of an account. */
export function UsersPage() {
  const { t } = useTranslation('admin')
  const formats = useFormats()
  const account = useAccount()
  const { search, sort_by } = useAdminList()
  const [opened, setOpened] = useState<string>()
  const [inviting, setInviting] = useState(false)
  const pages = useListPages(
    accountUserList,
    { uuid: account.uuid, ...contains('user_name', search), ...(sort_by ? { sort_by } : {}) },
    ({ users, page }) => ({ rows: users, more: page.more }),
  )
  const columns = useMemo<TableColumn<AccountUser>[]>(
    () => [
      {
        id: 'user_name',
        label: t('users.name'),
        size: 180,
        grows: true,
        sortable: true,
        cell: (user) => user.user_name,
        text: (user) => user.user_name,
      },
      {
        id: 'user_email',
        label: t('users.email'),
        size: 220,
        sortable: true,
        cell: (user) => <span className="truncate text-quiet">{user.user_email}</span>,
        text: (user) => user.user_email,
      },
      {
        id: 'role_name',
        label: t('users.role'),
        size: 130,
        sortable: true,
        cell: (user) => <span className="truncate">{user.role_name ?? t('users.defaultRole')}</span>,
        text: (user) => user.role_name ?? '',
      },
      {
        id: 'last_login',
        label: t('users.lastLogin'),
        size: 120,
        sortable: true,
        cell: (user) => (
          <span className="text-quiet">
            {user.last_login ? formats.timestamp(user.last_login) : t('users.never')}
          </span>
        ),
        text: (user) => user.last_login ?? '',
      },
      {
        id: 'state',
        label: t('users.state'),
        size: 170,
        cell: (user) => (
          <>
            {user.disabled === 1 && <Badge>{t('users.disabled')}</Badge>}
            {user.second_factor === 1 && <Badge>{t('users.secondFactor')}</Badge>}
            {user.global === 1 && <Badge>{t('users.global')}</Badge>}
          </>
        ),
        text: (user) => (user.disabled === 1 ? t('users.disabled') : ''),
      },
      {
        id: 'sessions',
        label: t('users.sessions'),
        size: 80,
        align: 'end',
        cell: (user) => <span className="text-quiet">{formats.number(user.sessions)}</span>,
        text: (user) => String(user.sessions),
      },
    ],
    [t, formats],
  )
  return (
    <>
      <title>{t('users.pageTitle')}</title>
      <AdminTable
        id="users"
        title={t('nav.users')}
        columns={columns}
        pages={pages}
        rowName={(user) => user.user_name}
        onOpen={(user) => setOpened(user.user_id)}
        emptyText={t('users.empty')}
        actions={
          (allows(account, 'account_user_invite') || allows(account, 'account_user_edit')) && (
            <Button
              look="primary"
              icon={<UserPlus className="!size-3.5" />}
              onClick={() => setInviting(true)}
            >
              {t('users.invite')}
            </Button>
          )
        }
      />
      {opened !== undefined && <UserDialog user_id={opened} onClose={() => setOpened(undefined)} />}
      {inviting && <AddPeopleDialog onClose={() => setInviting(false)} />}
    </>
  )
}
