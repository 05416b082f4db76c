import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../Button.tsx'
import { Checkbox } from '../Checkbox.tsx'
import { IconButton } from '../IconButton.tsx'
import { Popover } from '../Popover.tsx'
import {
  EMPTY_LAYOUT,
  isShown,
  movedOrder,
  orderedColumns,
  type TableColumn,
  type TableLayout,
} from './columns.ts'

/** Which columns a table shows, and in which order. */
export function ColumnChooser<Row>({
  columns,
  layout,
  onLayoutChange,
}: {
  columns: readonly TableColumn<Row>[]
  layout: TableLayout
  onLayoutChange: (layout: TableLayout) => void
}) {
  const { t } = useTranslation('ui')
  const [open, setOpen] = useState(false)
  const ordered = orderedColumns(columns, layout).filter((column) => !column.fixed)
  const move = (id: string, target: string | undefined) => {
    if (target !== undefined) onLayoutChange({ ...layout, order: movedOrder(columns, layout, id, target) })
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      label={t('columns.title')}
      className="w-72"
      trigger={
        <IconButton label={t('columns.title')}>
          <Columns3 />
        </IconButton>
      }
    >
      <div className="mb-1 flex items-center justify-between">
        <h2 className="font-strong text-12">{t('columns.title')}</h2>
        <Button size="small" look="plain" onClick={() => onLayoutChange(EMPTY_LAYOUT)}>
          {t('columns.reset')}
        </Button>
      </div>
      <ul>
        {ordered.map((column, index) => (
          <li key={column.id} className="group flex items-center gap-1">
            <div className="min-w-0 grow">
              <Checkbox
                checked={isShown(column, layout)}
                onChange={(shown) =>
                  onLayoutChange({ ...layout, shown: { ...layout.shown, [column.id]: shown } })
                }
              >
                {column.label}
              </Checkbox>
            </div>
            <IconButton
              label={t('columns.up', { name: column.label })}
              narrow
              disabled={index === 0}
              onClick={() => move(column.id, ordered[index - 1]?.id)}
            >
              <ArrowUp />
            </IconButton>
            <IconButton
              label={t('columns.down', { name: column.label })}
              narrow
              disabled={index === ordered.length - 1}
              onClick={() => move(column.id, ordered[index + 1]?.id)}
            >
              <ArrowDown />
            </IconButton>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-11 text-quiet">{t('columns.hint')}</p>
    </Popover>
  )
}
