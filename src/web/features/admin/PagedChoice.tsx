import { Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListPages } from '#web/api/list_pages.ts'
import { Button } from '#web/ui/Button.tsx'
import { Combobox } from '#web/ui/Combobox.tsx'
import { Popover } from '#web/ui/Popover.tsx'

/** A button that opens what may be added; the children are there, and read something, while it is open. */
export function AddPopover({ label, children }: { label: string; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={label}
      align="end"
      className="w-72"
      trigger={
        <Button size="small" icon={<Plus className="!size-3" />} className="max-md:h-11">
          {label}
        </Button>
      }
    >
      {children}
    </Popover>
  )
}

/** Chooses among more than a list shows: searched on the server, and read on as its end is scrolled to. */
export function PagedChoice<Row>({
  label,
  pages,
  option,
  selected,
  onToggle,
  onSearch,
}: {
  label: string
  pages: ListPages<Row>
  option: (row: Row) => { value: string; label: string }
  selected: readonly string[]
  onToggle: (value: string) => void
  onSearch: (text: string) => void
}) {
  const { t } = useTranslation('admin')
  return (
    <Combobox
      label={label}
      placeholder={t('search')}
      emptyText={pages.error ? t('notRead') : pages.ready ? t('nothingFound') : t('reading')}
      options={pages.rows.map(option)}
      selected={selected}
      onSearch={onSearch}
      onNearEnd={() => pages.onRange(0, pages.rows.length)}
      onToggle={onToggle}
    />
  )
}
