import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type NodeRecord, nodeList } from '#contract/node.ts'
import { useListPages } from '#web/api/list_pages.ts'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AccountObjects, nameColumn, useObjectParams } from '../AccountObjects.tsx'
import { allows, useAccount } from '../account.ts'
import { GatewayDialog } from './GatewayDialog.tsx'
import { GatewayState } from './GatewayState.tsx'

/** `/admin/gateways`: the programs at the account's sites that send images here, and whether they are at work. */
export function GatewaysPage() {
  const { t } = useTranslation('gateways')
  const account = useAccount()
  const pages = useListPages(nodeList, useObjectParams(), ({ nodes, page }) => ({
    rows: nodes,
    more: page.more,
  }))
  const columns = useMemo<TableColumn<NodeRecord>[]>(
    () => [
      nameColumn(t('name')),
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
      <AccountObjects
        id="gateways"
        title={t('title')}
        columns={columns}
        pages={pages}
        emptyText={t('empty')}
        add={allows(account, 'node_edit') && t('add')}
        dialog={(node, onClose) => <GatewayDialog node={node} onClose={onClose} />}
      />
    </>
  )
}
