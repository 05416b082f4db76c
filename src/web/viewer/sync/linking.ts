import type { Presentation } from '../geometry/presentation.ts'
import { traitsOf } from '../hanging/traits.ts'
import { likeness } from '../priors/matching.ts'
import { indexOfPhase, phaseAt, placeAt } from '../stacks/fourD.ts'
import type { Interface } from '../state/interface.ts'
import type { Store } from '../state/store.ts'
import type { ImageViewport, View } from '../viewport/viewport.ts'
import { followingIndex, offsetBetween, sameDirections, sameSpace, tieOf } from './align.ts'
import { centredAs } from './centre.ts'

/** Viewports that go together: what one does by hand of the reader, the others follow. */
export interface Linking {
  /** Follows a viewport and has it followed; answers the function that ends it. */
  attach(viewport: ImageViewport): () => void
  /** Moves viewports without the others following them. */
  alone(move: () => void): void
  /** Takes the places that the stacks have to each other now for those they keep. */
  relink(): void
}

/** Below this two stacks are not the same technique, and share no window. */
const SAME_TECHNIQUE = 10

const alike = (one: View, other: View): boolean => {
  if (!one.stack || !other.stack || one.frame?.instance.colour || other.frame?.instance.colour) return false
  // A window in the values of a presentation state means nothing without it.
  if (one.rendition?.values !== other.rendition?.values) return false
  if (one.stack.id === other.stack.id) return true
  return (likeness(traitsOf(one.stack), traitsOf(other.stack)) ?? 0) >= SAME_TECHNIQUE
}

/** The same change of size and place for a picture that shares no space with the one that was moved. */
function moved(own: Presentation, before: Presentation, after: Presentation): Presentation {
  const factor = after.zoom / before.zoom
  const shift = (axis: 0 | 1) => own.pan[axis] * factor + after.pan[axis] - before.pan[axis] * factor
  return { ...own, zoom: own.zoom * factor, pan: [shift(0), shift(1)] }
}

/** The phase in which one viewport follows another: the same where both have as many, otherwise the one it is in. */
const phaseBeside = (view: View, other: View): number => {
  if (!view.stack || !other.stack) return 0
  return view.stack.phases === other.stack.phases
    ? phaseAt(view.stack, view.target)
    : phaseAt(other.stack, other.target)
}

export function createLinking(ui: Store<Interface>): Linking {
  const viewports = new Map<ImageViewport, View>()
  /** By the two viewports and their stacks: how far the second is ahead of the first. */
  let offsets = new Map<string, number>()
  /** A viewport is being moved by another one: what it reports is no wish of the reader. */
  let following = false

  const offsetOf = (from: ImageViewport, to: ImageViewport, index: number): number => {
    const [view, other] = [from.view.get(), to.view.get()]
    const tie = view.stack && other.stack && tieOf(view.stack, other.stack)
    if (!view.stack || !other.stack || !tie) return 0
    const key = `${from.id} ${view.stack.id} ${to.id} ${other.stack.id}`
    const known = offsets.get(key)
    if (known !== undefined) return known
    const offset = offsetBetween(tie, view.stack, index, other.stack, other.target)
    offsets.set(key, offset)
    offsets.set(`${to.id} ${other.stack.id} ${from.id} ${view.stack.id}`, -offset)
    return offset
  }

  const scroll = (from: ImageViewport, before: View, view: View) => {
    for (const to of viewports.keys()) {
      const other = to.view.get()
      const tie = to !== from && view.stack && other.stack && tieOf(view.stack, other.stack)
      if (!tie || !view.stack || !other.stack) continue
      const offset = offsetOf(from, to, before.target)
      const beside = followingIndex(tie, view.stack, view.target, other.stack, offset)
      to.go(indexOfPhase(other.stack, placeAt(other.stack, beside), phaseBeside(view, other)))
    }
  }

  const place = (from: ImageViewport, before: View, view: View) => {
    const { frame } = view
    if (!frame) return
    for (const to of viewports.keys()) {
      const other = to.view.get()
      if (to === from || !other.frame || !sameDirections(frame.plane, other.frame.plane)) continue
      if (frame.plane.located !== other.frame.plane.located) continue
      if (sameSpace(frame, other.frame)) to.present(centredAs(view, frame, other, other.frame))
      else to.present(moved(other.presentation, before.presentation, view.presentation))
    }
  }

  const shade = (from: ImageViewport, view: View) => {
    for (const to of viewports.keys())
      if (to !== from && alike(view, to.view.get())) to.setWindow(view.chosen)
  }

  const changed = (from: ImageViewport) => {
    const view = from.view.get()
    const before = viewports.get(from)
    viewports.set(from, view)
    if (following || !before || before.stack !== view.stack || !before.frame) return
    const { link } = ui.get()
    following = true
    try {
      if (link.scroll && !ui.get().tiled && before.target !== view.target) scroll(from, before, view)
      // A tile that is laid anew is no wish to move the others.
      if (link.place && before.presentation !== view.presentation && before.home === view.home)
        place(from, before, view)
      if (link.window && before.chosen !== view.chosen) shade(from, view)
    } finally {
      following = false
    }
  }

  let linked = ui.get().link
  ui.subscribe(() => {
    const { link } = ui.get()
    if (link.scroll && !linked.scroll) offsets = new Map()
    linked = link
  })

  return {
    attach(viewport) {
      viewports.set(viewport, viewport.view.get())
      const end = viewport.view.subscribe(() => changed(viewport))
      return () => {
        end()
        viewports.delete(viewport)
      }
    },
    alone(move) {
      const before = following
      following = true
      try {
        move()
      } finally {
        following = before
      }
    },
    relink() {
      offsets = new Map()
    },
  }
}
