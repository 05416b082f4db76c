import type { Grid, Shape } from '../layout/grid.ts'
import { indexOfPhase, phaseAt, placeAt, placesIn } from '../stacks/fourD.ts'
import type { Stack } from '../stacks/stack.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import type { Interface } from './interface.ts'
import type { Store } from './store.ts'
import type { Tiles } from './tiles.ts'

/** One stack in all tiles: consecutive images, gone through page by page (conventions 11). */
export interface Tiling {
  /** Spreads the stack of a viewport over the grid, or puts back what was there. */
  toggle(viewport: ImageViewport): void
  /** Another stack in the tiles; answers false where there are none. */
  show(stack: Stack): boolean
  /** Other tiles of the same stack; answers false where there are none. */
  reshape(shape: Shape): boolean
  /** So many pages on; answers false where the stack of a viewport is not in tiles. */
  page(viewport: ImageViewport, pages: number): boolean
  /** The page that holds a place; answers false likewise. */
  goTo(viewport: ImageViewport, place: number): boolean
}

export interface TilingOptions {
  ui: Store<Interface>
  viewports: ReadonlyMap<number, ImageViewport>
  tiles: Tiles
  stackWith: (id: string) => Stack | undefined
  /** The grid where there is but one viewport. */
  ownShape: () => Shape
}

/** The least grid that holds so many images, no larger than the one wanted. */
export function shapeForTiles(wanted: Shape, images: number): Shape {
  if (images >= wanted.rows * wanted.columns) return wanted
  const columns = Math.min(wanted.columns, Math.ceil(Math.sqrt(images)))
  return { rows: Math.max(1, Math.min(wanted.rows, Math.ceil(images / columns))), columns }
}

/** The first image of a page, so that the last one is full. */
export const firstOfPage = (wanted: number, images: number, tiles: number): number =>
  Math.max(0, Math.min(images - tiles, wanted))

export function createTiling({ ui, viewports, tiles, stackWith, ownShape }: TilingOptions): Tiling {
  const spread = (stack: Stack, shape: Shape, wanted: number, before: Grid, from?: ImageViewport) => {
    const { rows, columns } = shapeForTiles(shape, placesIn(stack))
    const count = rows * columns
    const first = firstOfPage(wanted, placesIn(stack), count)
    const view = from?.view.get()
    const phase = view ? phaseAt(stack, view.target) : 0
    for (let cell = 0; cell < count; cell++) {
      const index = indexOfPhase(stack, first + cell, phase)
      const viewport = viewports.get(cell)
      // What shows the stack already only goes to its place.
      if (viewport?.view.get().stack === stack) viewport.go(index)
      else tiles.wish(cell, { stackId: stack.id, index, window: view?.chosen, inverted: view?.inverted })
    }
    ui.set({
      tiled: { stackId: stack.id, first, before },
      maximised: false,
      grid: { rows, columns, cells: Array.from({ length: count }, () => stack.id), active: 0 },
    })
  }

  const tiledStack = (viewport: ImageViewport): Stack | undefined => {
    const { tiled } = ui.get()
    const { stack } = viewport.view.get()
    return tiled && stack?.id === tiled.stackId ? stack : undefined
  }

  const turnTo = (stack: Stack, wanted: number) => {
    const { grid, tiled } = ui.get()
    if (!tiled) return
    const first = firstOfPage(wanted, placesIn(stack), grid.cells.length)
    ui.set({ tiled: { ...tiled, first } })
    for (const [cell, viewport] of viewports) {
      const { stack: shown, target } = viewport.view.get()
      if (shown === stack) viewport.go(indexOfPhase(stack, first + cell, phaseAt(stack, target)))
    }
  }

  return {
    toggle(viewport) {
      const { tiled, grid } = ui.get()
      if (tiled) {
        ui.set({ tiled: undefined, grid: tiled.before })
        return
      }
      const { stack, target } = viewport.view.get()
      if (!stack || placesIn(stack) < 2) return
      spread(stack, grid.cells.length > 1 ? grid : ownShape(), placeAt(stack, target), grid, viewport)
    },
    show(stack) {
      const { tiled, grid } = ui.get()
      if (!tiled) return false
      spread(stack, grid, 0, tiled.before)
      return true
    },
    reshape(shape) {
      const { tiled } = ui.get()
      const stack = tiled && stackWith(tiled.stackId)
      if (!tiled || !stack) return false
      spread(stack, shape, tiled.first, tiled.before)
      return true
    },
    page(viewport, pages) {
      const stack = tiledStack(viewport)
      const { tiled, grid } = ui.get()
      if (!stack || !tiled) return false
      turnTo(stack, tiled.first + pages * grid.cells.length)
      return true
    },
    goTo(viewport, place) {
      const stack = tiledStack(viewport)
      const count = ui.get().grid.cells.length
      if (!stack) return false
      turnTo(stack, Math.floor(place / count) * count)
      return true
    },
  }
}
