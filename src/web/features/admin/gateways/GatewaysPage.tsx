import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type NodeRecord, nodeList } from '#contract/node.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { Button } from '#web/ui/Button.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AdminTable, contains, useAdminList } from '../AdminTable.tsx'
import { allows, useAccount } from '../account.ts'
import { GatewayDialog } from './GatewayDialog.tsx'
import { GatewayState } from './GatewayState.tsx'

/** `/admin/gateways`: the programs at the account's sites that send images here, and whether they are at work. */
export function GatewaysPage() {
  const { t } = useTranslation('gateways')
  const account = useAccount()
  const { search, sort_by } = useAdminList()
  const [opened, setOpened] = useState<NodeRecord | 'new'>()
  const pages = useListPages(
    nodeList,
    { account_id: account.uuid, ...contains('name', search), ...(sort_by ? { sort_by } : {}) },
    ({ nodes, page }) => ({ rows: nodes, more: page.more }),
  )
  const columns = useMemo<TableColumn<NodeRecord>[]>(
    () => [
      {
        id: 'name',
        label: t('name'),
        size: 200,
        grows: true,
        sortable: true,
        cell: ({ name }) => name,
        text: ({ name }) => name,
      },
      {
        id: 'state',
        label: t('state'),
        size: 200,
        cell: (node) => <GatewayState node={node} />,
        text: ({ last_ping }) => String(last_ping),
      },
      {
        id: 'type',
        label: t('type'),
        size: 150,
        sortable: true,
        cell: ({ type }) => t(`types.${type}`, type),
        text: ({ type }) => type,
      },
      {
        id: 'storage_namespace_name',
        label: t('place'),
        size: 180,
        cell: ({ storage_namespace_name }) => <span className="truncate">{storage_namespace_name}</span>,
        text: ({ storage_namespace_name }) => storage_namespace_name,
      },
      {
        id: 'facility_name',
        label: t('facility'),
        size: 180,
        cell: ({ facility_name }) => <span className="truncate text-quiet">{facility_name}</span>,
        text: ({ facility_name }) => facility_name ?? '',
      },
    ],
    [t],
  )
  return (
    <>
      <title>{t('pageTitle')}</title>
      <AdminTable
        id="gateways"
        title={t('title')}
        columns={columns}
        pages={pages}
        rowName={({ name }) => name}
        onOpen={setOpened}
        emptyText={t('empty')}
        actions={
          allows(account, 'node_edit') && (
            <Button look="primary" icon={<Plus className="!size-3.5" />} onClick={() => setOpened('new')}>
              {t('add')}
            </Button>
          )
        }
      />
      {opened !== undefined && (
        <GatewayDialog
          key={opened === 'new' ? 'new' : opened.uuid}
          node={opened === 'new' ? undefined : opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  )
}
