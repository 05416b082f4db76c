import { apply, inverse, type Presentation, zoomedAbout } from '../geometry/presentation.ts'
import type { Point2 } from '../geometry/vector.ts'
import { placesIn } from '../stacks/fourD.ts'
import type { NavigationTool } from '../state/interface.ts'
import { matrixOf, valuesInForce, windowInForce } from '../viewport/viewport.ts'
import { dragFactor, dragged, draggedSuv, rangeOf, windowOf } from '../voi/window.ts'
import type { Gesture, MarkScene, Scene } from './gesture.ts'

const nothing = () => undefined

/** Down larger, up smaller, about the point under the press. */
function zooming({ viewport }: Scene, press: Point2): Gesture {
  const before = viewport.view.get().presentation
  return {
    move(at, from) {
      const { presentation, size } = viewport.view.get()
      const factor = 1 / Math.max(0.05, 1 - (5 * (at[1] - from[1])) / size.height)
      viewport.present(zoomedAbout(presentation, factor, press, size))
    },
    end: nothing,
    cancel: () => viewport.present(before),
  }
}

function panning({ viewport }: Scene): Gesture {
  const before = viewport.view.get().presentation
  return {
    move(at, from) {
      const { presentation } = viewport.view.get()
      const pan: Point2 = [presentation.pan[0] + at[0] - from[0], presentation.pan[1] + at[1] - from[1]]
      viewport.present({ ...presentation, pan })
    },
    end: nothing,
    cancel: () => viewport.present(before),
  }
}

const LEAST_IMAGES = 8
const LEAST_PIXELS = 2

/** Down is the next image; how far for one depends on how many there are. */
function scrolling({ session, viewport }: Scene): Gesture {
  const { stack, target } = viewport.view.get()
  const count = stack ? placesIn(stack) : 1
  const perImage = Math.max(LEAST_PIXELS, viewport.view.get().size.height / Math.max(count, LEAST_IMAGES))
  let rest = 0
  return {
    move(at, from) {
      rest += at[1] - from[1]
      const steps = Math.trunc(rest / perImage)
      rest -= steps * perImage
      if (steps !== 0) session.step(viewport, steps)
    },
    end: nothing,
    cancel: () => viewport.go(target),
  }
}

/** Right wider, up brighter; PET in SUV moves the upper end alone (conventions 1). */
function windowing({ session, viewport }: Scene): Gesture {
  const { chosen } = viewport.view.get()
  return {
    move(at, from) {
      const view = viewport.view.get()
      const window = windowInForce(view)
      const values = valuesInForce(view)
      if (!window || !view.frame || !values) return
      const { instance } = view.frame
      const inverted = session.preferences().levelInverted
      const [right, down] = [at[0] - from[0], at[1] - from[1]]
      if (instance.suv !== undefined && !view.rendition?.values) {
        const range = rangeOf(window, 'LINEAR_EXACT')
        viewport.setWindow(windowOf(draggedSuv(range, down, view.size.height, inverted), 'LINEAR_EXACT'))
        return
      }
      viewport.setWindow(dragged(window, [right, down], dragFactor(instance.BitsStored, values), inverted))
    },
    end: nothing,
    cancel: () => viewport.setWindow(chosen),
  }
}

const NAVIGATION: Record<NavigationTool, (scene: Scene, press: Point2) => Gesture> = {
  window: windowing,
  scroll: scrolling,
  pan: panning,
  zoom: zooming,
}

export const navigate = (tool: NavigationTool, scene: Scene, press: Point2): Gesture =>
  NAVIGATION[tool](scene, press)

/** The image point under a CSS pixel of the viewport. */
export function imagePointAt({ viewport }: Pick<MarkScene, 'viewport'>, at: Point2): Point2 | undefined {
  const matrix = matrixOf(viewport.view.get())
  return matrix && apply(inverse(matrix), at)
}

/** A pinch: larger by the distance of the fingers, moved with their middle. */
export function pinched(
  presentation: Presentation,
  factor: number,
  middle: Point2,
  moved: Point2,
  size: { width: number; height: number },
): Presentation {
  const zoomed = zoomedAbout(presentation, factor, middle, size)
  return { ...zoomed, pan: [zoomed.pan[0] + moved[0], zoomed.pan[1] + moved[1]] }
}
