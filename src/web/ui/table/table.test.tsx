import { fireEvent, render, screen } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import { useState } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { EMPTY_LAYOUT, fittingColumns, movedOrder, orderedColumns, type TableColumn } from './columns.ts'
import { toCsv } from './csv.ts'
import { DataTable } from './DataTable.tsx'
import { tableAction } from './keyboard.ts'

interface Row {
  id: number
  name: string
}

const columns: TableColumn<Row>[] = [
  { id: 'select', label: 'Select', size: 32, fixed: true, cell: () => null },
  {
    id: 'name',
    label: 'Name',
    size: 100,
    sortable: true,
    cell: ({ name }) => name,
    text: ({ name }) => name,
  },
  {
    id: 'number',
    label: 'Number',
    size: 100,
    align: 'end',
    cell: ({ id }) => id,
    text: ({ id }) => String(id),
  },
  { id: 'note', label: 'Note', size: 100, hidden: true, cell: () => '', text: () => '' },
]

const key = (
  name: string,
  held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {},
) => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
})

test('keys move within the list, extend, toggle, open, select all and clear', () => {
  expect(tableAction(key('ArrowDown'), -1, 10, 5)).toEqual({ kind: 'move', to: 0, extend: false })
  expect(tableAction(key('ArrowDown', { shiftKey: true }), 9, 10, 5)).toEqual({
    kind: 'move',
    to: 9,
    extend: true,
  })
  expect(tableAction(key('ArrowUp'), 0, 10, 5)).toEqual({ kind: 'move', to: 0, extend: false })
  expect(tableAction(key('PageDown'), 2, 10, 5)).toEqual({ kind: 'move', to: 7, extend: false })
  expect(tableAction(key('End'), 2, 10, 5)).toEqual({ kind: 'move', to: 9, extend: false })
  expect(tableAction(key(' '), 2, 10, 5)).toEqual({ kind: 'toggle' })
  expect(tableAction(key('Enter'), 2, 10, 5)).toEqual({ kind: 'open' })
  expect(tableAction(key('Enter'), -1, 10, 5)).toBeUndefined()
  expect(tableAction(key('a', { ctrlKey: true }), -1, 10, 5)).toEqual({ kind: 'all' })
  expect(tableAction(key('ArrowDown', { altKey: true }), 2, 10, 5)).toBeUndefined()
  expect(tableAction(key('ArrowDown'), -1, 0, 5)).toBeUndefined()
})

test('columns keep the order that a user gave them, leave at the end when there is no room, and two always stay', () => {
  const layout = { ...EMPTY_LAYOUT, order: ['number', 'name'] }
  expect(orderedColumns(columns, layout).map(({ id }) => id)).toEqual(['select', 'number', 'name', 'note'])
  const ordered = orderedColumns(columns, layout)
  expect(fittingColumns(ordered, layout, 1000).map(({ id }) => id)).toEqual([
    'select',
    'number',
    'name',
    'note',
  ])
  expect(fittingColumns(ordered, layout, 240).map(({ id }) => id)).toEqual(['select', 'number', 'name'])
  expect(fittingColumns(ordered, layout, 10).map(({ id }) => id)).toEqual(['select', 'number', 'name'])
  expect(movedOrder(columns, EMPTY_LAYOUT, 'note', 'name')).toEqual(['note', 'name', 'number'])
})

test('CSV quotes what needs it and disarms formulas, numbers stay numbers', () => {
  const rows = [
    { id: -5, name: 'Doe, "Jane"' },
    { id: 2, name: '=HYPERLINK("x")' },
  ]
  expect(toCsv(columns.slice(0, 3), rows)).toBe(
    'Name,Number\r\n"Doe, ""Jane""",-5\r\n"\'=HYPERLINK(""x"")",2\r\n',
  )
})

beforeEach(() => {
  // jsdom lays nothing out; the table needs a window to be virtual in.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(320)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
})

const opened = vi.fn()
const ranges = vi.fn()

function Numbers({ count }: { count: number }) {
  const [active, setActive] = useState(-1)
  const [selected, setSelected] = useState<readonly number[]>([])
  return (
    <Tooltip.Provider>
      <DataTable
        label="Numbers"
        columns={columns}
        layout={EMPTY_LAYOUT}
        onLayoutChange={() => undefined}
        rowCount={count}
        rowAt={(id) => ({ id, name: `Row ${id}` })}
        onRange={ranges}
        rowHeight={32}
        rowName={({ name }) => name}
        sort={{ id: 'name', descending: false }}
        onSort={() => undefined}
        selection={{
          has: ({ id }) => selected.includes(id),
          all: false,
          onAll: () => undefined,
          onSelect: (id) => setSelected([...selected, id]),
          onClear: () => setSelected([]),
        }}
        active={active}
        onActive={setActive}
        onOpen={opened}
      />
    </Tooltip.Provider>
  )
}

test('a table of a million rows draws those on screen; the keyboard walks, selects and opens', () => {
  render(<Numbers count={1_000_000} />)
  const grid = screen.getByRole('grid', { name: 'Numbers' })
  expect(grid.getAttribute('aria-rowcount')).toBe('1000001')
  expect(screen.getAllByRole('row').length).toBeLessThan(40)
  expect(ranges).toHaveBeenCalled()
  expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('ascending')

  fireEvent.keyDown(grid, { key: 'ArrowDown' })
  fireEvent.keyDown(grid, { key: 'ArrowDown' })
  fireEvent.keyDown(grid, { key: ' ' })
  const row = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')
  expect(row?.getAttribute('aria-rowindex')).toBe('3')
  expect(row?.getAttribute('aria-selected')).toBe('true')
  fireEvent.keyDown(grid, { key: 'Enter' })
  expect(opened).toHaveBeenCalledWith(1)
  fireEvent.keyDown(grid, { key: 'Escape' })
  expect(row?.getAttribute('aria-selected')).toBe('false')
})
