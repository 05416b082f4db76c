// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of positioned rows cannot be a <table>.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid keeps the focus and names the active row.
import type { DragEvent, MouseEvent, ReactNode } from 'react'
import { cx } from '../classes.ts'
import type { TableColumn } from './columns.ts'

export const SELECT = 'select'

export interface RowHandlers {
  onPoint: (index: number, event: MouseEvent) => void
  onOpen: (index: number) => void
  onCheck: (index: number, extend: boolean) => void
  /** Rows can be dragged where it is given. */
  onDrag?: ((index: number, event: DragEvent) => void) | undefined
}

interface TableRowProps<Row> extends RowHandlers {
  id: string
  index: number
  row: Row | undefined
  /** The accessible name of its check box. */
  selectLabel: (row: Row) => string
  columns: readonly TableColumn<Row>[]
  /** A single cell instead of the columns: narrow screens. */
  compact: ((row: Row) => ReactNode) | undefined
  start: number
  height: number
  selected: boolean
  active: boolean
  leaving: boolean
}

/** A row of the table; memoised by the table, so its handlers are to be stable. */
export function TableRow<Row>({
  id,
  index,
  row,
  selectLabel,
  columns,
  compact,
  start,
  height,
  selected,
  active,
  leaving,
  onPoint,
  onOpen,
  onCheck,
  onDrag,
}: TableRowProps<Row>) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around the rows has the focus and handles the keys.
    <div
      role="row"
      id={id}
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-busy={row === undefined}
      data-active={active}
      draggable={onDrag !== undefined && row !== undefined}
      onDragStart={(event) => onDrag?.(index, event)}
      onClick={(event) => onPoint(index, event)}
      onDoubleClick={() => onOpen(index)}
      className={cx(
        // Placed by `top` and without paint containment: a transform or a clip of its own for each row and cell makes
        // the browser compose hundreds of layers anew in every frame of a scroll.
        'absolute inset-x-0 grid select-none [contain:strict] border-line border-b text-12 tabular-nums outline-none',
        selected || active ? 'bg-accent-tint' : 'hover:bg-hover',
        leaving && 'line-through opacity-50',
        active &&
          "before:absolute before:inset-y-0 before:start-0 before:w-0.5 before:bg-accent-line before:content-[''] group-focus-visible/grid:outline-2 group-focus-visible/grid:outline-accent-line group-focus-visible/grid:-outline-offset-2",
      )}
      style={{
        blockSize: height,
        insetBlockStart: start,
        gridTemplateColumns: compact || row === undefined ? 'minmax(0,1fr)' : 'var(--table-columns)',
      }}
    >
      {row === undefined ? (
        <div role="gridcell" aria-colspan={compact ? 1 : columns.length} className="row-awaited" />
      ) : compact ? (
        <div role="gridcell" className="min-w-0 px-4">
          {compact(row)}
        </div>
      ) : (
        columns.map((column) => (
          <div
            key={column.id}
            role="gridcell"
            className={cx(
              'flex min-w-0 items-center gap-1.5 overflow-hidden whitespace-nowrap px-[5px] first:ps-3 last:pe-3',
              column.align === 'end' && 'justify-end',
            )}
          >
            {column.id === SELECT ? (
              <input
                type="checkbox"
                checked={selected}
                readOnly
                aria-label={selectLabel(row)}
                tabIndex={-1}
                onClick={(event) => {
                  event.stopPropagation()
                  onCheck(index, event.shiftKey)
                }}
                className="check-box"
              />
            ) : (
              column.cell(row)
            )}
          </div>
        ))
      )}
    </div>
  )
}
