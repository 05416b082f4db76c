import { type Keyimages, nextKeyImage } from '../marks/keyimages.ts'
import { movedPlaces, placeAt } from '../stacks/fourD.ts'
import type { ImageViewport } from '../viewport/viewport.ts'
import type { CinePlayer } from './cine.ts'
import type { createInTime } from './inTime.ts'
import type { Interface } from './interface.ts'
import type { Session } from './session.ts'
import type { Store } from './store.ts'
import type { Tiling } from './tiling.ts'

export interface MovingOptions {
  ui: Store<Interface>
  cine: CinePlayer
  tiling: Tiling
  keyimages: Keyimages
  inTime: ReturnType<typeof createInTime>
}

/** Runs once when the picture that a viewport was told to show is there. */
export function whenShown({ view }: ImageViewport, run: () => void): void {
  const end = view.subscribe(() => {
    if (!view.get().frame) return
    end()
    run()
  })
}

/** How a reader goes through the images of a viewport: by places, phases and films. */
export function createMoving(
  options: MovingOptions,
): Pick<Session, 'goTo' | 'step' | 'showPhase' | 'playTime'> {
  const { ui, cine, tiling, keyimages, inTime } = options
  const moving: ReturnType<typeof createMoving> = {
    goTo(viewport, place) {
      const { stack, target } = viewport.view.get()
      if (!stack || tiling.goTo(viewport, place)) return
      moving.step(viewport, place - placeAt(stack, target))
    },
    step(viewport, images) {
      if (tiling.page(viewport, images)) return
      const playing = cine.store.get().playing.has(viewport.id)
      cine.stop(viewport)
      const { stack, target } = viewport.view.get()
      if (!stack) return
      const next = ui.get().keyImagesOnly ? nextKeyImage(stack, target, images, keyimages) : undefined
      viewport.go(next ?? movedPlaces(stack, target, images))
      // Time goes on at the place that the reader has come to.
      if (playing && stack.phases !== undefined) cine.toggle(viewport)
    },
    playTime(viewport) {
      const { stack } = viewport.view.get()
      // Phases that are stacks of their own are put together first.
      if (stack?.phase) moving.showPhase(viewport, stack.phase.number)
      if (viewport.view.get().frame) cine.toggle(viewport)
      else whenShown(viewport, () => cine.toggle(viewport))
    },
    showPhase(viewport, phase) {
      const { stack, target } = viewport.view.get()
      if (stack) inTime(viewport, stack, target, phase)
    },
  }
  return moving
}
