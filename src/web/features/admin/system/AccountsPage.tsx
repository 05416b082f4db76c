import { useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountSet } from '#contract/account.ts'
import { type SystemAccountRecord, systemAccountList } from '#contract/system.ts'
import { call } from '#web/api/call.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { keyOf } from '#web/api/query.ts'
import { Badge } from '#web/ui/Badge.tsx'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { useToast } from '#web/ui/Toast.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AdminTable, contains, useAdminList } from '../AdminTable.tsx'
import { NewAccountDialog } from './NewAccountDialog.tsx'
import { SiteManagement } from './SiteManagement.tsx'

/** `/system/accounts`: every account, what it holds, and the way to a new one. */
export function AccountsPage() {
  const { t } = useTranslation('system')
  const formats = useFormats()
  const cache = useQueryClient()
  const toast = useToast()
  const { search, sort_by } = useAdminList()
  const [opened, setOpened] = useState<SystemAccountRecord>()
  const [adding, setAdding] = useState(false)
  const pages = useListPages(
    systemAccountList,
    { ...contains('name', search), ...(sort_by ? { sort_by } : {}) },
    ({ accounts, page }) => ({ rows: accounts, more: page.more }),
  )
  const columns = useMemo<TableColumn<SystemAccountRecord>[]>(
    () => [
      {
        id: 'name',
        label: t('accounts.name'),
        size: 220,
        grows: true,
        sortable: true,
        cell: (account) => account.name,
        text: (account) => account.name,
      },
      {
        id: 'state',
        label: t('accounts.state'),
        size: 100,
        cell: (account) => account.disabled === 1 && <Badge>{t('accounts.disabled')}</Badge>,
        text: (account) => (account.disabled === 1 ? t('accounts.disabled') : ''),
      },
      ...(['users', 'studies'] as const).map(
        (id): TableColumn<SystemAccountRecord> => ({
          id,
          label: t(`accounts.${id}`),
          size: 96,
          align: 'end',
          cell: (account) => formats.number(account[id]),
          text: (account) => String(account[id]),
        }),
      ),
      {
        id: 'storage',
        label: t('accounts.storage'),
        size: 110,
        align: 'end',
        cell: (account) => formats.bytes(account.storage),
        text: (account) => String(account.storage),
      },
      {
        id: 'created',
        label: t('accounts.created'),
        size: 120,
        sortable: true,
        cell: (account) => <span className="text-quiet">{formats.timestamp(account.created)}</span>,
        text: (account) => account.created,
      },
    ],
    [t, formats],
  )
  const refresh = () => cache.invalidateQueries({ queryKey: keyOf(systemAccountList) })
  const disable = ({ uuid, name }: SystemAccountRecord, disabled: 0 | 1) =>
    void call(accountSet, { uuid, disabled })
      .then(refresh)
      .then(() => {
        setOpened(undefined)
        toast({
          text: t(disabled === 1 ? 'accounts.nowDisabled' : 'accounts.nowEnabled', { name }),
          action: {
            label: t('undo'),
            run: () =>
              void call(accountSet, { uuid, disabled: disabled === 1 ? 0 : 1 })
                .then(refresh)
                .catch(() => toast({ kind: 'bad', text: t('failed') })),
          },
        })
      })
      .catch(() => toast({ kind: 'bad', text: t('failed') }))
  return (
    <>
      <title>{t('accounts.pageTitle')}</title>
      <AdminTable
        id="system.accounts"
        title={t('nav.accounts')}
        columns={columns}
        pages={pages}
        rowName={({ name }) => name}
        onOpen={setOpened}
        emptyText={t('accounts.empty')}
        actions={
          <Button icon={<Plus className="!size-3.5" />} onClick={() => setAdding(true)}>
            {t('accounts.add')}
          </Button>
        }
      />
      {opened && (
        <Dialog
          open
          onOpenChange={() => setOpened(undefined)}
          title={opened.name}
          description={t('accounts.holds', {
            users: formats.number(opened.users),
            studies: formats.number(opened.studies),
            storage: formats.bytes(opened.storage),
          })}
          footer={
            <Button
              look={opened.disabled === 1 ? 'primary' : 'danger'}
              size="large"
              onClick={() => disable(opened, opened.disabled === 1 ? 0 : 1)}
            >
              {t(opened.disabled === 1 ? 'accounts.enable' : 'accounts.disable')}
            </Button>
          }
        >
          <p className="text-quiet">
            {t(opened.disabled === 1 ? 'accounts.isDisabled' : 'accounts.disableText')}
          </p>
          <SiteManagement account={opened} onDone={() => void refresh()} />
        </Dialog>
      )}
      {adding && (
        <NewAccountDialog
          onClose={() => setAdding(false)}
          onMade={() => {
            setAdding(false)
            void refresh()
          }}
        />
      )}
    </>
  )
}
