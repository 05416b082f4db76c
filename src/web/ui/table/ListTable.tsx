import { type ReactNode, useState } from 'react'
import { Button } from '../Button.tsx'
import { EmptyState, ErrorState } from '../Message.tsx'
import { PageHead } from '../PageHead.tsx'
import { ColumnChooser } from './ColumnChooser.tsx'
import type { TableColumn, TableLayout } from './columns.ts'
import { DataTable } from './DataTable.tsx'
import type { Sort } from './TableHead.tsx'

/** Rows that are drawn empty while more are on their way. */
const AHEAD = 20

/** A page of one list: its head with a search, and the table, whose rows are read as they come into sight. */
export function ListTable<Row>({
  title,
  choice,
  search,
  actions,
  filters,
  columns,
  layout,
  onLayoutChange,
  pages,
  rowHeight,
  rowName,
  sort,
  onSort,
  onOpen,
  words,
  empty,
}: {
  title: string
  /** Of what the list is. */
  choice?: ReactNode
  /** `of` is what the list was searched for; `text` what is typed by now. Nothing where it cannot be searched. */
  search?: { of: string; text: string; label?: string | undefined; onChange: (text: string) => void }
  actions?: ReactNode
  /** What narrows the list beside the search. */
  filters?: ReactNode
  columns: readonly TableColumn<Row>[]
  layout: TableLayout
  onLayoutChange: (layout: TableLayout) => void
  pages: {
    rows: readonly Row[]
    more: boolean
    ready: boolean
    error: Error | null
    onRange: (first: number, last: number) => void
    again: () => void
  }
  /** px */
  rowHeight: number
  rowName: (row: Row) => string
  sort: Sort | undefined
  /** A head was chosen: upwards at first, then downwards. */
  onSort: (sort: Sort) => void
  onOpen: (row: Row) => void
  words: { notRead: string; again: string }
  /** What is said of no row. */
  empty: { title: string; text?: string }
}) {
  // The row that the keyboard stands on is one of this list: of another search or order it is none.
  const list = JSON.stringify([search?.of, sort])
  const [stands, setStands] = useState({ list, row: -1 })
  return (
    <div className="flex h-full min-w-0 flex-col">
      <PageHead
        title={title}
        choice={choice}
        {...(search ? { search: search.text, onSearch: search.onChange, searchText: search.label } : {})}
      >
        <ColumnChooser columns={columns} layout={layout} onLayoutChange={onLayoutChange} />
        {actions}
      </PageHead>
      {filters}
      <DataTable
        label={title}
        columns={columns}
        layout={layout}
        onLayoutChange={onLayoutChange}
        rowCount={pages.rows.length + (pages.more || !pages.ready ? AHEAD : 0)}
        rowAt={(index) => pages.rows[index]}
        onRange={pages.onRange}
        rowHeight={rowHeight}
        rowName={rowName}
        sort={sort}
        onSort={(id) => onSort({ id, descending: sort?.id === id && !sort.descending })}
        active={stands.list === list ? stands.row : -1}
        onActive={(row) => setStands({ list, row })}
        onOpen={(index) => {
          const row = pages.rows[index]
          if (row !== undefined) onOpen(row)
        }}
        message={
          pages.error ? (
            <ErrorState
              title={words.notRead}
              actions={<Button onClick={pages.again}>{words.again}</Button>}
            />
          ) : pages.ready && pages.rows.length === 0 ? (
            <EmptyState {...empty} />
          ) : undefined
        }
      />
    </div>
  )
}
