import type { Hanging } from '../hanging/hanging.ts'
import { placed } from '../layout/grid.ts'
import { indexOfPhase, placeAt } from '../stacks/fourD.ts'
import type { Stack } from '../stacks/stack.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import type { Interface } from './interface.ts'
import type { Store } from './store.ts'
import type { Tiles } from './tiles.ts'

export interface InTimeOptions {
  ui: Store<Interface>
  viewports: ReadonlyMap<number, ImageViewport>
  hanging: Hanging
  tiles: Tiles
  stackWith: (id: string) => Stack | undefined
}

/**
 * Shows a phase at the place of an image. Where the phases are stacks of their own, the stack that holds them together
 * takes the place of the one on the screen, as that was looked at.
 */
export function createInTime({ ui, viewports, hanging, tiles, stackWith }: InTimeOptions) {
  return (viewport: ImageViewport, stack: Stack, index: number, phase: number): void => {
    if (stack.phases !== undefined) {
      viewport.go(indexOfPhase(stack, placeAt(stack, index), phase))
      return
    }
    const whole = stack.phase && stackWith(stack.phase.whole)
    const cell = [...viewports].find(([, one]) => one === viewport)?.[0]
    if (!whole || cell === undefined) return
    const { chosen, presentation, inverted } = viewport.view.get()
    tiles.wish(cell, {
      stackId: whole.id,
      index: indexOfPhase(whole, index, phase),
      window: chosen,
      presentation: () => presentation,
      inverted,
    })
    hanging.keep(cell)
    ui.set(({ grid }) => ({ grid: placed(grid, cell, whole.id) }))
  }
}
