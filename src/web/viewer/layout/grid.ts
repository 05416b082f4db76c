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

/** Another shape of the grid. What is shown stays in its order; when cells are lost the active stack is kept. */
export function reshaped(grid: Grid, { rows, columns }: Shape): Grid {
  const count = rows * columns
  const active = grid.cells[grid.active]
  const kept = grid.cells.slice(0, count)
  const lost = grid.active >= count
  const first = lost ? [active, ...kept.slice(1)] : kept
  const cells = Array.from({ length: count }, (_, index) => first[index])
  return { rows, columns, cells, active: lost ? 0 : grid.active }
}

/** Puts a stack into a cell, which becomes the active one. */
export function placed(grid: Grid, cell: number, stack: string): Grid {
  return { ...grid, active: cell, cells: grid.cells.map((shown, index) => (index === cell ? stack : shown)) }
}

/** The cell before or after the active one, round the corner at the ends. */
export const neighbour = ({ cells, active }: Grid, step: 1 | -1): number =>
  (active + step + cells.length) % cells.length

/** The cells that show a stack, counted from 1 as they are written on the thumbnail. */
export const shownIn = (grid: Grid, stack: string): number[] =>
  grid.cells.flatMap((shown, index) => (shown === stack ? [index + 1] : []))
