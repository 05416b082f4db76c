// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of positioned rows cannot be a <table>.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid keeps the focus and names the active row.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { Direction } from 'radix-ui'
import type { KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '../classes.ts'
import type { TableColumn } from './columns.ts'

export interface Sort {
  id: string
  descending: boolean
}

const STEP = 16
const MOVED = 'application/x-collimate-column'

/** One column head: sorts, is dragged to another place, and is made wider or narrower at its edge or with the keys. */
export function HeadCell<Row>({
  onEdge,
  column,
  sort,
  onSort,
  onResize,
  onMove,
  children,
}: {
  /** Follows the pointer that holds the edge of the head. */
  onEdge: (event: unknown) => void
  column: TableColumn<Row>
  sort: Sort | undefined
  onSort: (id: string) => void
  /** By this many px. */
  onResize: (id: string, by: number) => void
  onMove: (moved: string, target: string | 1 | -1) => void
  children?: ReactNode
}) {
  const { t } = useTranslation('ui')
  const forward = Direction.useDirection() === 'rtl' ? -1 : 1
  const sorted = sort?.id === column.id ? sort : undefined
  const aria = sorted ? (sorted.descending ? 'descending' : 'ascending') : 'none'

  if (column.fixed) {
    return (
      <div
        role="columnheader"
        aria-sort={column.sortable ? aria : undefined}
        className="flex items-center px-[5px] first:ps-3"
      >
        {column.sortable && column.icon ? (
          <button
            type="button"
            onClick={() => onSort(column.id)}
            aria-label={column.label}
            title={column.label}
            className={cx('flex h-full items-center hover:text-ink', sorted ? 'text-accent' : 'text-quiet')}
          >
            {column.icon}
          </button>
        ) : (
          children || <span className="sr-only">{column.label}</span>
        )}
      </div>
    )
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
    event.preventDefault()
    event.stopPropagation()
    const way = (event.key === 'ArrowRight' ? 1 : -1) * forward
    if (event.shiftKey) onMove(column.id, way > 0 ? 1 : -1)
    else onResize(column.id, way * STEP)
  }

  return (
    <div
      role="columnheader"
      aria-sort={column.sortable ? aria : undefined}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(MOVED, column.id)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(MOVED)) event.preventDefault()
      }}
      onDrop={(event) => {
        const moved = event.dataTransfer.getData(MOVED)
        if (moved !== '') onMove(moved, column.id)
      }}
      className="group/head relative flex min-w-0 items-center last:pe-2"
    >
      <button
        type="button"
        onClick={() => column.sortable && onSort(column.id)}
        onKeyDown={onKeyDown}
        title={column.icon === undefined ? undefined : column.label}
        aria-label={column.label}
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight Shift+Alt+ArrowLeft Shift+Alt+ArrowRight"
        className={cx(
          'flex h-full min-w-0 grow items-center gap-1 overflow-hidden px-[5px] font-medium focus-visible:-outline-offset-2 group-first/head:ps-3',
          column.align === 'end' && 'flex-row-reverse',
          sorted ? 'text-ink' : 'text-quiet',
          column.sortable && 'hover:text-ink',
        )}
      >
        {column.icon ?? <span className="truncate">{column.label}</span>}
        {sorted && (sorted.descending ? <ArrowDown className="!size-3" /> : <ArrowUp className="!size-3" />)}
      </button>
      <div
        aria-hidden="true"
        title={t('table.resize')}
        onMouseDown={onEdge}
        onTouchStart={onEdge}
        onDragStart={(event) => event.preventDefault()}
        className="absolute inset-y-1 -end-1 z-1 w-2 cursor-col-resize border-line-strong border-e-0 opacity-0 group-hover/head:opacity-100"
      >
        <div className="mx-auto h-full w-px bg-line-strong" />
      </div>
    </div>
  )
}
