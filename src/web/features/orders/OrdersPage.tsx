import { Plus } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type OrderRecord, orderList } from '#contract/order.ts'
import { ROW_HEIGHT, useDensity } from '#web/api/density.ts'
import { like } from '#web/api/like.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { useTableLayout } from '#web/api/table_layout.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { OfAccount } from '#web/ui/OfAccount.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { ListTable } from '#web/ui/table/ListTable.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'
import { type OrderAccount, useOrderAccounts } from './accounts.ts'
import { OrderDialog } from './OrderDialog.tsx'

/** `/orders`: what is to be examined, with what there is of each by now. */
export function OrdersPage() {
  const { t } = useTranslation('orders')
  return (
    <OfAccount accounts={useOrderAccounts()} label={t('account')} noneText={t('notYours')}>
      {(account, choice) => <Orders key={account.uuid} account={account} choice={choice} />}
    </OfAccount>
  )
}

function Orders({ account, choice }: { account: OrderAccount; choice: ReactNode }) {
  const { t } = useTranslation('orders')
  const formats = useFormats()
  const [density] = useDensity()
  const [layout, setLayout] = useTableLayout('orders.columns')
  const [search, setSearch] = useState('')
  const [typed, setTyped] = useTypedText(search, setSearch)
  const [sort, setSort] = useState({ id: 'created', descending: true })
  const [opened, setOpened] = useState<OrderRecord | 'new'>()
  const pages = useListPages(
    orderList,
    {
      account_id: account.uuid,
      sort_by: `${sort.id}-${sort.descending ? 'desc' : 'asc'}`,
      ...like('patient_name', search),
    },
    ({ orders, page }) => ({ rows: orders, more: page.more }),
  )
  const columns = useMemo<TableColumn<OrderRecord>[]>(() => {
    const text = (id: keyof OrderRecord & string, label: string, size: number): TableColumn<OrderRecord> => ({
      id,
      label,
      size,
      sortable: true,
      cell: (order) => <span className="truncate">{String(order[id] ?? '')}</span>,
      text: (order) => String(order[id] ?? ''),
    })
    const number = (id: 'study_count' | 'document_count', label: string): TableColumn<OrderRecord> => ({
      id,
      label,
      size: 80,
      align: 'end',
      sortable: id === 'study_count',
      cell: (order) => formats.number(order[id]),
      text: (order) => String(order[id]),
    })
    return [
      {
        id: 'patient_name',
        label: t('patient'),
        size: 170,
        grows: true,
        sortable: true,
        cell: (order) => (
          <span dir="auto" className="truncate font-medium">
            {formats.personName(order.patient_name) || t('noName')}
          </span>
        ),
        text: (order) => order.patient_name ?? '',
      },
      text('patientid', t('patientid'), 100),
      text('study_description', t('description'), 180),
      text('accession_number', t('accession'), 110),
      text('priority', t('priority'), 90),
      { ...text('namespace_name', t('place'), 140), sortable: false },
      text('referring_physician', t('referrer'), 130),
      number('study_count', t('studies')),
      number('document_count', t('documents')),
      {
        id: 'created',
        label: t('created'),
        size: 120,
        sortable: true,
        cell: (order) => <span className="text-quiet">{formats.timestamp(order.created)}</span>,
        text: (order) => order.created,
      },
    ]
  }, [t, formats])
  return (
    <>
      <title>{t('pageTitle')}</title>
      <ListTable
        title={t('title')}
        choice={choice}
        search={{ of: search, text: typed, label: t('find'), onChange: setTyped }}
        actions={
          account.edits && (
            <Button icon={<Plus className="!size-3.5" />} onClick={() => setOpened('new')}>
              {t('add')}
            </Button>
          )
        }
        columns={columns}
        layout={layout}
        onLayoutChange={setLayout}
        pages={pages}
        rowHeight={ROW_HEIGHT[density]}
        rowName={(order) => formats.personName(order.patient_name)}
        sort={sort}
        onSort={setSort}
        onOpen={setOpened}
        words={{ notRead: t('notRead'), again: t('again') }}
        empty={{ title: t(search === '' ? 'none' : 'noneFound') }}
      />
      {opened && (
        <OrderDialog
          account={account}
          order={opened === 'new' ? undefined : opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  )
}
