import { Plus } from 'lucide-react'
import { Fragment, type ReactNode, useState } from 'react'
import { useLeaving } from '#web/api/leaving.ts'
import type { ListPages } from '#web/api/list_pages.ts'
import { Button } from '#web/ui/Button.tsx'
import type { TableColumn } from '#web/ui/table/columns.ts'
import { AdminTable, contains, useAdminList } from './AdminTable.tsx'
import { useAccount } from './account.ts'

/** What a list of the account's named objects is asked for: its search and order stand in the address. */
export function useObjectParams() {
  const { uuid } = useAccount()
  const { search, sort_by } = useAdminList()
  return { account_id: uuid, ...contains('name', search), ...(sort_by ? { sort_by } : {}) }
}

interface Named {
  uuid: string
  name: string
}

/** The column that opens a row. */
export const nameColumn = <Row extends Named>(label: string): TableColumn<Row> => ({
  id: 'name',
  label,
  size: 200,
  grows: true,
  sortable: true,
  cell: ({ name }) => name,
  text: ({ name }) => name,
})

/** A list of an account's objects, each of which is opened in a dialog, as a new one is; what is leaving is not shown. */
export function AccountObjects<Row extends Named>({
  id,
  title,
  columns,
  pages,
  emptyText,
  choice,
  add,
  dialog,
}: {
  /** Under which the columns are kept. */
  id: string
  title: string
  columns: readonly TableColumn<Row>[]
  pages: ListPages<Row>
  emptyText: string
  /** What else is listed here. */
  choice?: ReactNode
  /** What the button says that adds one; nothing where the reader may not. */
  add: string | false
  /** Shows one; nothing is a new one. */
  dialog: (row: Row | undefined, onClose: () => void) => ReactNode
}) {
  const leaving = useLeaving()
  const [opened, setOpened] = useState<Row | 'new'>()
  return (
    <>
      <AdminTable
        id={id}
        title={title}
        columns={columns}
        pages={{ ...pages, rows: pages.rows.filter(({ uuid }) => !leaving.has(uuid)) }}
        rowName={({ name }) => name}
        onOpen={setOpened}
        emptyText={emptyText}
        actions={
          <>
            {choice}
            {add !== false && (
              <Button look="primary" icon={<Plus className="!size-3.5" />} onClick={() => setOpened('new')}>
                {add}
              </Button>
            )}
          </>
        }
      />
      {opened !== undefined && (
        // A form of another object begins anew.
        <Fragment key={opened === 'new' ? 'new' : opened.uuid}>
          {dialog(opened === 'new' ? undefined : opened, () => setOpened(undefined))}
        </Fragment>
      )}
    </>
  )
}
