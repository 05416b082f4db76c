// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of positioned rows cannot be a <table>.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid keeps the focus and names the active row.
import { useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Direction } from 'radix-ui'
import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '../Checkbox.tsx'
import { cx } from '../classes.ts'
import { useWidth } from '../useWidth.ts'
import {
  fittingColumns,
  isShown,
  movedOrder,
  orderedColumns,
  type TableColumn,
  type TableLayout,
  widthOf,
} from './columns.ts'
import { tableColumnFeatures } from './features.ts'
import { tableAction } from './keyboard.ts'
import { HeadCell, type Sort } from './TableHead.tsx'
import { SELECT, TableRow } from './TableRow.tsx'

/** Browsers lose count of the height of a page beyond this many px; the rows after it are reached by filtering. */
const TALLEST = 15_000_000
const OVERSCAN = 6
const HEAD = 32
/** The last cell keeps more room to the edge, px. */
const END = 8

export interface TableSelection<Row> {
  has: (row: Row) => boolean
  all: boolean | 'mixed'
  onAll: (select: boolean) => void
  /** `toggle` this row, or select every row from the active one to it (`extend`). */
  onSelect: (index: number, mode: 'toggle' | 'extend') => void
  onClear: () => void
}

export interface DataTableProps<Row> {
  label: string
  columns: readonly TableColumn<Row>[]
  layout: TableLayout
  onLayoutChange: (layout: TableLayout) => void
  rowCount: number
  /** The row at a place, or undefined while it is loaded. */
  rowAt: (index: number) => Row | undefined
  /** The first and last place on screen, whenever they change: what is to be loaded. */
  onRange: (first: number, last: number) => void
  /** px */
  rowHeight: number
  rowName: (row: Row) => string
  compact?: ((row: Row) => ReactNode) | undefined
  sort: Sort | undefined
  onSort: (id: string) => void
  /** Rows that are chosen together; without it they are only opened. */
  selection?: TableSelection<Row>
  /** On its way out: drawn dim. */
  isLeaving?: (row: Row) => boolean
  /** The row that the keyboard stands on, -1 for none. */
  active: number
  onActive: (index: number) => void
  onOpen: (index: number) => void
  /** Fills what is dragged with a row; rows stay where they are without it. */
  onDragRow?: ((row: Row, data: DataTransfer) => void) | undefined
  /** Where the list stood when it was last seen, px. */
  startAt?: number
  onScrolled?: (top: number) => void
  /** The element that has the keys of the table. */
  gridRef?: RefObject<HTMLDivElement | null>
  /** Takes the place of the rows: nothing found, an error. */
  message?: ReactNode
}

/** The one table: virtual rows over pages, a head that stays, chosen columns, selection, and the keyboard. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, layout, onLayoutChange, rowCount, rowAt, onRange, rowHeight, compact, active, selection } =
    props
  const { t } = useTranslation('ui')
  const direction = Direction.useDirection()
  const id = useId()
  // One memoised component for this kind of row.
  const [RowView] = useState(() => memo(TableRow<Row>))
  const scroller = useRef<HTMLDivElement>(null)
  useImperativeHandle<HTMLDivElement | null, HTMLDivElement | null>(props.gridRef, () => scroller.current)
  const width = useWidth(scroller)

  const ordered = useMemo(() => orderedColumns(columns, layout), [columns, layout])
  const shown = useMemo(
    () =>
      fittingColumns(
        ordered.filter((column) => isShown(column, layout)),
        layout,
        width - END,
      ),
    [ordered, layout, width],
  )
  const template = shown
    .map((column, place) => {
      const size = widthOf(column, layout) + (place === shown.length - 1 ? END : 0)
      return column.grows ? `minmax(${size}px,${size}fr)` : `${size}px`
    })
    .join(' ')

  const definitions = useMemo(
    () =>
      ordered.map((column) => ({ id: column.id, size: column.size, enableResizing: column.fixed !== true })),
    [ordered],
  )
  const sizes = useMemo(
    () => Object.fromEntries(ordered.map((column) => [column.id, widthOf(column, layout)])),
    [ordered, layout],
  )
  const table = useTable({
    features: tableColumnFeatures,
    columns: definitions,
    data: NO_ROWS,
    state: {
      columnSizing: sizes,
      columnOrder: ordered.map((column) => column.id),
      columnVisibility: Object.fromEntries(ordered.map((column) => [column.id, shown.includes(column)])),
    },
    columnResizeMode: 'onChange',
    columnResizeDirection: direction === 'rtl' ? 'rtl' : 'ltr',
    onColumnSizingChange: (change) => {
      const widths = typeof change === 'function' ? change(sizes) : change
      onLayoutChange({ ...layout, widths })
    },
  })
  const byId = new Map(shown.map((column) => [column.id, column]))

  const count = Math.min(rowCount, Math.floor(TALLEST / rowHeight))
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    initialOffset: props.startAt ?? 0,
    scrollPaddingStart: compact ? 0 : HEAD,
  })
  useEffect(() => {
    if (rowHeight > 0) virtualizer.measure()
  }, [virtualizer, rowHeight])

  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (count > 0) onRange(first, last)
  }, [first, last, count, onRange])

  const move = (index: number) => {
    props.onActive(index)
    virtualizer.scrollToIndex(index, { align: 'auto' })
  }

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return
    const fit = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1)
    const action = tableAction(event, active, count, fit)
    if (!action) return
    event.preventDefault()
    if (action.kind === 'move') {
      if (action.extend) selection?.onSelect(action.to, 'extend')
      move(action.to)
    } else if (action.kind === 'toggle') selection?.onSelect(active, 'toggle')
    else if (action.kind === 'open') props.onOpen(active)
    else if (action.kind === 'all') selection?.onAll(true)
    else if (selection) selection.onClear()
    else props.onActive(-1)
  }

  // Rows are drawn again only when they change, so what they call stays the same function.
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })
  const onPoint = useCallback((index: number, event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('button,a,input')) return
    if (event.shiftKey) latest.current.selection?.onSelect(index, 'extend')
    else if (event.ctrlKey || event.metaKey) latest.current.selection?.onSelect(index, 'toggle')
    latest.current.onActive(index)
    scroller.current?.focus({ preventScroll: true })
  }, [])
  const onCheck = useCallback(
    (index: number, extend: boolean) =>
      latest.current.selection?.onSelect(index, extend ? 'extend' : 'toggle'),
    [],
  )
  const { rowName } = props
  const selectLabel = useCallback((row: Row) => t('table.select', { name: rowName(row) }), [t, rowName])
  // Rows that leave at one end are used again at the other, so that a fast scroll changes texts and builds nothing.
  const ring = useRef(1)
  if (items.length > ring.current) ring.current = items.length + 8
  const onRowOpen = useCallback((index: number) => latest.current.onOpen(index), [])
  const onDrag = useCallback((index: number, event: DragEvent) => {
    const row = latest.current.rowAt(index)
    if (row !== undefined) latest.current.onDragRow?.(row, event.dataTransfer)
  }, [])

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rowCount + 1}
      aria-colcount={shown.length}
      aria-multiselectable={selection !== undefined}
      aria-activedescendant={items.some((item) => item.index === active) ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(event) => props.onScrolled?.(event.currentTarget.scrollTop)}
      className="group/grid relative min-h-0 grow overflow-y-auto overflow-x-hidden outline-none [overflow-anchor:none]"
      style={{ '--table-columns': template }}
    >
      {!compact && (
        <div role="rowgroup" className="sticky top-0 z-(--z-sticky) bg-ground">
          <div
            role="row"
            aria-rowindex={1}
            className="grid h-8 items-stretch border-line border-b text-11"
            style={{ gridTemplateColumns: template }}
          >
            {table.getFlatHeaders().map((header) => {
              const column = byId.get(header.column.id)
              return (
                column && (
                  <HeadCell
                    key={column.id}
                    onEdge={header.getResizeHandler()}
                    column={column}
                    sort={props.sort}
                    onSort={props.onSort}
                    onResize={(name, by) =>
                      onLayoutChange({
                        ...layout,
                        widths: { ...layout.widths, [name]: (sizes[name] ?? 0) + by },
                      })
                    }
                    onMove={(moved, target) => {
                      const places = shown.filter((one) => !one.fixed)
                      const to =
                        typeof target === 'string'
                          ? target
                          : places[places.findIndex((one) => one.id === moved) + target]?.id
                      if (to !== undefined)
                        onLayoutChange({ ...layout, order: movedOrder(columns, layout, moved, to) })
                    }}
                  >
                    {column.id === SELECT && selection && (
                      <Checkbox
                        checked={selection.all}
                        onChange={selection.onAll}
                        label={t('table.selectAll')}
                      />
                    )}
                  </HeadCell>
                )
              )
            })}
          </div>
        </div>
      )}
      {props.message !== undefined && (
        <div role="row">
          <div role="gridcell" className="px-4 pt-10 md:ps-11">
            {props.message}
          </div>
        </div>
      )}
      {props.message === undefined && (
        <div role="rowgroup" className={cx('relative')} style={{ blockSize: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rowAt(item.index)
            return (
              <RowView
                key={item.index % ring.current}
                id={`${id}-${item.index}`}
                index={item.index}
                row={row}
                selectLabel={selectLabel}
                columns={shown}
                compact={compact}
                start={item.start}
                height={rowHeight}
                selected={row !== undefined && selection?.has(row) === true}
                active={item.index === active}
                leaving={row !== undefined && props.isLeaving?.(row) === true}
                onPoint={onPoint}
                onOpen={onRowOpen}
                onCheck={onCheck}
                onDrag={props.onDragRow ? onDrag : undefined}
              />
            )
          })}
        </div>
      )}
    </div>
  )
}

const NO_ROWS: readonly never[] = []
