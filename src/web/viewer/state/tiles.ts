import type { Presentation } from '../geometry/presentation.ts'
import type { Hanging } from '../hanging/hanging.ts'
import { layHomes } from '../hanging/homes.ts'
import type { Stack } from '../stacks/stack.ts'
import type { ImageViewport, View } from '../viewport/viewport.ts'
import type { Preset } from '../voi/presets.ts'
import type { Window } from '../voi/window.ts'
import type { Interface } from './interface.ts'
import type { Store } from './store.ts'

/** How a stack shall be shown when it comes into a cell. */
export interface Wish {
  readonly stackId: string
  readonly index?: number | undefined
  readonly window?: Window | undefined
  readonly presentation?: ((size: View['size'], home: Presentation) => Presentation) | undefined
  readonly inverted?: boolean | undefined
}

/** Brings what the grid says into the viewports. */
export interface Tiles {
  /** Puts into each viewport what belongs there, and leaves alone what is there already. */
  hang(): void
  /** Lays the pictures anew when a tile changes; answers the function that ends it. */
  watch(viewport: ImageViewport): () => void
  /** Asked for when the cell's stack is shown for the first time. */
  wish(cell: number, wish: Wish): void
}

export interface TilesOptions {
  ui: Store<Interface>
  viewports: ReadonlyMap<number, ImageViewport>
  hanging: Hanging
  stackWith: (id: string) => Stack | undefined
  presetsFor: (Modality: string) => readonly Preset[]
  /** Where a stack opens, if not where such stacks do. */
  openingAt: (stack: Stack) => number | undefined
  /** A stack has come into a viewport that did not show it before. */
  onShown: (viewport: ImageViewport, stack: Stack) => void
}

const placeOf = (stack: Stack, imageId: string | undefined): number | undefined => {
  const index = stack.frames.findIndex((frame) => frame.imageId === imageId)
  return index < 0 ? undefined : index
}

const keyOf = ({ stack, size }: View) => `${stack?.id} ${size.width} ${size.height}`

export function createTiles(options: TilesOptions): Tiles {
  const { ui, viewports, hanging, stackWith, presetsFor, openingAt, onShown } = options
  const wishes = new Map<number, Wish>()

  /** A picture in another tile changes the scale that all of them share. */
  const lay = () => {
    layHomes([...viewports].map(([cell, viewport]) => ({ viewport, plan: hanging.planOf(cell) })))
  }

  /** What the protocol says of a stack that comes into a cell. */
  const display = (viewport: ImageViewport, cell: number, stack: Stack) => {
    const { preset, window } = hanging.planOf(cell)?.display ?? {}
    const wanted = window ?? presetsFor(stack.Modality).find(({ id }) => id === preset)
    if (wanted) viewport.setWindow({ center: wanted.center, width: wanted.width })
  }

  const grant = (viewport: ImageViewport, { window, presentation, inverted }: Wish) => {
    if (window) viewport.setWindow(window)
    if (inverted) viewport.setInverted(true)
    const { size, home } = viewport.view.get()
    if (presentation) viewport.present(presentation(size, home))
  }

  const show = (viewport: ImageViewport, cell: number, stack: Stack) => {
    const wish = wishes.get(cell)
    if (wish?.stackId !== stack.id) {
      viewport.show(stack, openingAt(stack))
      display(viewport, cell, stack)
      return
    }
    wishes.delete(cell)
    viewport.show(stack, wish.index ?? openingAt(stack))
    lay()
    grant(viewport, wish)
  }

  return {
    hang() {
      const { grid } = ui.get()
      for (const [cell, viewport] of viewports) {
        const id = grid.cells[cell]
        const stack = id === undefined ? undefined : stackWith(id)
        const { stack: shown, frame } = viewport.view.get()
        if (stack === shown) continue
        if (!stack) viewport.clear()
        else if (shown?.id === stack.id) viewport.show(stack, placeOf(stack, frame?.imageId))
        else {
          show(viewport, cell, stack)
          onShown(viewport, stack)
        }
      }
      lay()
    },
    watch(viewport) {
      let known = keyOf(viewport.view.get())
      return viewport.view.subscribe(() => {
        const key = keyOf(viewport.view.get())
        if (key === known) return
        known = key
        lay()
      })
    },
    wish: (cell, wish) => wishes.set(cell, wish),
  }
}
