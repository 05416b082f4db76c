import { Plus } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type OrderRecord, orderList } from '#contract/order.ts'
import { ROW_HEIGHT, useDensity } from '#web/api/density.ts'
import { like } from '#web/api/like.ts'
import { useListPages } from '#web/api/list_pages.ts'
import { useTableLayout } from '#web/api/table_layout.ts'
import { Button } from '#web/ui/Button.tsx'
import { inputClasses } from '#web/ui/Field.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { EmptyState, ErrorState } from '#web/ui/Message.tsx'
import { OfAccount } from '#web/ui/OfAccount.tsx'
import { ColumnChooser } from '#web/ui/table/ColumnChooser.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { DataTable } from '#web/ui/table/DataTable.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'
import { type OrderAccount, useOrderAccounts } from './accounts.ts'
import { OrderDialog } from './OrderDialog.tsx'

const AHEAD = 20

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
  const [active, setActive] = useState(-1)
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
    <div className="flex h-full min-w-0 flex-col">
      <title>{t('pageTitle')}</title>
      <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-line border-b px-3 py-1">
        <h1 className="font-strong text-14">{t('title')}</h1>
        {choice}
        <input
          type="search"
          aria-label={t('find')}
          placeholder={t('find')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className={`${inputClasses} !w-56 max-md:!w-full`}
        />
        <span className="grow" />
        <ColumnChooser columns={columns} layout={layout} onLayoutChange={setLayout} />
        {account.edits && (
          <Button icon={<Plus className="!size-3.5" />} onClick={() => setOpened('new')}>
            {t('add')}
          </Button>
        )}
      </div>
      <DataTable
        label={t('title')}
        columns={columns}
        layout={layout}
        onLayoutChange={setLayout}
        rowCount={pages.rows.length + (pages.more || !pages.ready ? AHEAD : 0)}
        rowAt={(index) => pages.rows[index]}
        onRange={pages.onRange}
        rowHeight={ROW_HEIGHT[density]}
        rowName={(order) => formats.personName(order.patient_name)}
        sort={sort}
        onSort={(id) => setSort({ id, descending: sort.id === id ? !sort.descending : false })}
        active={active}
        onActive={setActive}
        onOpen={(index) => setOpened(pages.rows[index])}
        message={
          pages.error ? (
            <ErrorState title={t('notRead')} actions={<Button onClick={pages.again}>{t('again')}</Button>} />
          ) : pages.ready && pages.rows.length === 0 ? (
            <EmptyState title={t(search === '' ? 'none' : 'noneFound')} />
          ) : undefined
        }
      />
      {opened && (
        <OrderDialog
          account={account}
          order={opened === 'new' ? undefined : opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </div>
  )
}
