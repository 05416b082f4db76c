import type { ReactNode } from 'react'

/** One column of a table: how it is named, how wide it starts, what a cell shows and what its text is. */
export interface TableColumn<Row> {
  id: string
  /** Column head and name in the chooser. */
  label: string
  /** Shown in the head instead of the label. */
  icon?: ReactNode
  /** px */
  size: number
  /** Shares what is left of the width, by its size. */
  grows?: boolean
  /** Figures stand at the end, everything else at the start. */
  align?: 'end'
  sortable?: boolean
  /** A control or a shape: always there, always first, never moved; its head is an icon if it sorts, else nothing. */
  fixed?: boolean
  /** Not shown until somebody chooses it. */
  hidden?: boolean
  cell: (row: Row) => ReactNode
  /** The same as text: CSV. Left out where there is nothing to export. */
  text?: (row: Row) => string
}

/** What a user changed about the columns of a table. */
export interface TableLayout {
  /** Column ids in their order; columns that are not named follow in their own order. */
  order: readonly string[]
  /** Shown (`true`) or not, where it differs from the column's own start. */
  shown: Readonly<Record<string, boolean>>
  /** px */
  widths: Readonly<Record<string, number>>
}

export const EMPTY_LAYOUT: TableLayout = { order: [], shown: {}, widths: {} }

export const MIN_WIDTH = 32
export const MAX_WIDTH = 640

/** All columns in the user's order, fixed ones first. */
export function orderedColumns<Row>(
  columns: readonly TableColumn<Row>[],
  layout: TableLayout,
): TableColumn<Row>[] {
  const rank = new Map(layout.order.map((id, index) => [id, index]))
  const place = (column: TableColumn<Row>, index: number) =>
    column.fixed ? -1 : (rank.get(column.id) ?? layout.order.length + index)
  return columns
    .map((column, index) => ({ column, place: place(column, index), index }))
    .sort((a, b) => a.place - b.place || a.index - b.index)
    .map(({ column }) => column)
}

export const isShown = <Row>(column: TableColumn<Row>, layout: TableLayout): boolean =>
  column.fixed === true || (layout.shown[column.id] ?? column.hidden !== true)

export const widthOf = <Row>(column: TableColumn<Row>, layout: TableLayout): number =>
  column.fixed
    ? column.size
    : Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, layout.widths[column.id] ?? column.size))

/** How many of these fit beside each other; the last ones leave first. Two always stay. */
export function fittingColumns<Row>(
  columns: readonly TableColumn<Row>[],
  layout: TableLayout,
  width: number,
): TableColumn<Row>[] {
  let sum = 0
  let free = 0
  return columns.filter((column) => {
    sum += widthOf(column, layout)
    if (column.fixed) return true
    free += 1
    return sum <= width || free <= 2
  })
}

/** The order after a column was moved before or after another one. */
export function movedOrder<Row>(
  columns: readonly TableColumn<Row>[],
  layout: TableLayout,
  moved: string,
  target: string,
): readonly string[] {
  const ids = orderedColumns(columns, layout)
    .filter((column) => !column.fixed)
    .map((column) => column.id)
  const from = ids.indexOf(moved)
  const to = ids.indexOf(target)
  if (from < 0 || to < 0 || from === to) return layout.order
  ids.splice(from, 1)
  ids.splice(to, 0, moved)
  return ids
}
