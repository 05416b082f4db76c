import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { ROW_HEIGHT, useDensity } from '#web/api/density.ts'
import type { ListPages } from '#web/api/list_pages.ts'
import { useTableLayout } from '#web/api/table_layout.ts'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { ListTable } from '#web/ui/table/ListTable.tsx'
import { useTypedText } from '#web/ui/useTypedText.ts'

/** What an administrator's list is asked for: its search and order stand in the address. */
export function useAdminList(): { search: string; sort_by: string | undefined } {
  const params = useSearchParams()[0]
  return { search: params.get('q') ?? '', sort_by: params.get('sort_by') ?? undefined }
}

/** `like` over a name, or nothing while nothing is looked for. */
export const contains = (field: string, search: string): Record<`filter.${string}`, string> =>
  search === '' ? {} : { [`filter.${field}.like`]: `%${search.replaceAll(/[\\%_]/g, '\\$&')}%` }

/** The one table of the administration: searched and sorted on the server, read page by page, used with the keyboard. */
export function AdminTable<Row>({
  id,
  title,
  columns,
  pages,
  rowName,
  onOpen,
  actions,
  emptyText,
  searchText,
  filters,
  searchable = true,
}: {
  /** Under which the columns are kept. */
  id: string
  title: string
  columns: readonly TableColumn<Row>[]
  pages: ListPages<Row>
  rowName: (row: Row) => string
  onOpen: (row: Row) => void
  actions?: ReactNode
  emptyText: string
  /** What the search looks in, where it is not plain. */
  searchText?: string
  /** What narrows the list beside the search. */
  filters?: ReactNode
  searchable?: boolean
}) {
  const { t } = useTranslation('admin')
  const [params, setParams] = useSearchParams()
  const [density] = useDensity()
  const [layout, setLayout] = useTableLayout(`admin.${id}`)
  const { search, sort_by } = useAdminList()
  const [, field, order] = /^(.+)-(asc|desc)$/.exec(sort_by ?? '') ?? []
  const sort = field === undefined ? undefined : { id: field, descending: order === 'desc' }
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(params)
    if (value === '') next.delete(name)
    else next.set(name, value)
    setParams(next, { replace: true })
  }
  const [typed, setTyped] = useTypedText(search, (text) => change('q', text))
  // The name opens its row by a click, as Enter and a double click do.
  const opening = columns.map((column, place) =>
    place > 0
      ? column
      : {
          ...column,
          cell: (row: Row) => (
            <button
              type="button"
              tabIndex={-1}
              onClick={() => onOpen(row)}
              className="min-w-0 truncate font-medium hover:underline"
            >
              {column.cell(row)}
            </button>
          ),
        },
  )
  return (
    <ListTable
      title={title}
      {...(searchable ? { search: { of: search, text: typed, label: searchText, onChange: setTyped } } : {})}
      actions={actions}
      filters={filters}
      columns={opening}
      layout={layout}
      onLayoutChange={setLayout}
      pages={pages}
      rowHeight={ROW_HEIGHT[density]}
      rowName={rowName}
      sort={sort}
      onSort={({ id: column, descending }) => change('sort_by', `${column}-${descending ? 'desc' : 'asc'}`)}
      onOpen={onOpen}
      words={{ notRead: t('notRead'), again: t('again') }}
      empty={{ title: search === '' ? emptyText : t('nothingFound') }}
    />
  )
}
