/** The grid of viewports: what stands where. Pure; a stack is named by its id. */
export interface Grid {
  readonly rows: number
  readonly columns: number
  /** Row by row. */
  readonly cells: readonly (string | undefined)[]
  readonly active: number
}

export interface Shape {
  readonly rows: number
  readonly columns: number
}

export const LARGEST = 4

export const ONE: Grid = { rows: 1, columns: 1, cells: [undefined], active: 0 }

/**
 * Another shape of the grid. What is shown stays in its order; new cells take the next stacks that are not shown yet,
 * in the order of the strip. When cells are lost the active stack is kept.
 */
export function reshaped(grid: Grid, { rows, columns }: Shape, stacks: readonly string[]): Grid {
  const count = rows * columns
  const active = grid.cells[grid.active]
  const kept = grid.cells.slice(0, count)
  const lost = grid.active >= count
  const first = lost ? [active, ...kept.slice(1)] : kept
  const spare = stacks.filter((id) => !first.includes(id))
  const cells = Array.from({ length: count }, (_, index) => first[index] ?? spare.shift())
  return { rows, columns, cells, active: lost ? 0 : grid.active }
}

/** Puts a stack into a cell, which becomes the active one. */
export function placed(grid: Grid, cell: number, stack: string): Grid {
  return { ...grid, active: cell, cells: grid.cells.map((shown, index) => (index === cell ? stack : shown)) }
}

/** Fills cells that show nothing with stacks not shown yet, as these become known. */
export function filled(grid: Grid, stacks: readonly string[]): Grid {
  const spare = stacks.filter((id) => !grid.cells.includes(id))
  if (spare.length === 0 || !grid.cells.includes(undefined)) return grid
  return { ...grid, cells: grid.cells.map((shown) => shown ?? spare.shift()) }
}

/** The cell before or after the active one, round the corner at the ends. */
export const neighbour = ({ cells, active }: Grid, step: 1 | -1): number =>
  (active + step + cells.length) % cells.length

/** The cells that show a stack, counted from 1 as they are written on the thumbnail. */
export const shownIn = (grid: Grid, stack: string): number[] =>
  grid.cells.flatMap((shown, index) => (shown === stack ? [index + 1] : []))
