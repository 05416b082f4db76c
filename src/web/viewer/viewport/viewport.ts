import {
  type Affine,
  type CanvasSize,
  FIT,
  imageToCanvas,
  type Presentation,
} from '../geometry/presentation.ts'
import { type FailureReason, ImageFailure } from '../loading/failure.ts'
import { cachedPicture, loadImage } from '../loading/loadImage.ts'
import type { Picture } from '../loading/picture.ts'
import type { Prefetch } from '../loading/prefetch.ts'
import type { Painting } from '../painting/choice.ts'
import type { Frame } from '../stacks/frame.ts'
import { openingIndex, type Stack } from '../stacks/stack.ts'
import { createStore, type Store } from '../state/store.ts'
import { type CurvePoint, curveOf, type Rendition } from '../voi/curve.ts'
import { rangeIn } from '../voi/rendition.ts'
import type { Range, Window } from '../voi/window.ts'

/** What one viewport shows. `frame` is what is on the screen, `target` what the reader asked for last. */
export interface View {
  readonly stack: Stack | undefined
  readonly target: number
  readonly index: number
  readonly frame: Frame | undefined
  /** The picture on the screen is not the whole yet: it becomes sharper. */
  readonly partial: boolean
  /** The smallest and largest value of the picture on the screen. */
  readonly values: Range | undefined
  readonly presentation: Presentation
  /** Where the picture is at home: what "reset" goes back to. */
  readonly home: Presentation
  /** The reader's window; undefined follows the file. */
  readonly chosen: Window | undefined
  /** Black and white exchanged by the reader. */
  readonly inverted: boolean
  /** What a presentation state makes of the picture beyond its window. */
  readonly rendition: Rendition | undefined
  readonly size: CanvasSize
  /** Why the image asked for is not on the screen. */
  readonly failure: FailureReason | undefined
}

export interface ImageViewport {
  readonly id: string
  readonly element: HTMLDivElement
  readonly view: Store<View>
  show(stack: Stack, index?: number): void
  clear(): void
  go(index: number): void
  present(presentation: Presentation): void
  /** A picture that nobody has moved stays at home. */
  setHome(home: Presentation): void
  setWindow(window: Window | undefined): void
  setInverted(inverted: boolean): void
  setRendition(rendition: Rendition | undefined): void
  reset(): void
  retry(): void
  resized(): void
  destroy(): void
}

/** What a viewport shows before it shows anything. */
export const NOTHING: View = {
  stack: undefined,
  target: 0,
  index: 0,
  frame: undefined,
  partial: false,
  values: undefined,
  presentation: FIT,
  home: FIT,
  chosen: undefined,
  inverted: false,
  rendition: undefined,
  size: { width: 1, height: 1 },
  failure: undefined,
}

const samePresentation = (one: Presentation, other: Presentation): boolean =>
  one.zoom === other.zoom &&
  one.pan[0] === other.pan[0] &&
  one.pan[1] === other.pan[1] &&
  one.rotation === other.rotation &&
  one.flipped === other.flipped

const COLOUR_WINDOW: Window = { center: 128, width: 256 }
/** PET in SUV without a window of its own: 0 to 5, where tumours stand out. */
const SUV_WINDOW: Window = { center: 2.5, width: 5 }

/** The window in force: the reader's, otherwise the file's first, otherwise everything the picture holds. */
export function windowInForce(view: View): Window | undefined {
  const { chosen, frame, rendition } = view
  if (!frame) return undefined
  if (chosen) return chosen
  if (frame.instance.colour) return COLOUR_WINDOW
  // Windows of the file do not count in the values of a presentation state.
  if (rendition?.values) return fullRange(valuesInForce(view))
  if (frame.instance.suv !== undefined && frame.windows.length === 0) return SUV_WINDOW
  return frame.windows[0] ?? fullRange(view.values)
}

/** The smallest and largest value that a window has to do with. */
export const valuesInForce = ({ rendition, values }: View): Range | undefined =>
  (rendition && rangeIn(rendition)) ?? values

/** The whole way from the values of the picture to the screen. */
export function curveInForce(view: View): CurvePoint[] | undefined {
  const { frame, inverted, rendition } = view
  const window = windowInForce(view)
  if (!frame || !window) return undefined
  return curveOf(
    window,
    frame.voiFunction,
    frame.instance.negative !== inverted,
    frame.instance.colour ? undefined : rendition,
  )
}

/** Everything from the smallest to the largest value. */
export const fullRange = (values: Range | undefined): Window =>
  values
    ? { center: (values.lower + values.upper + 1) / 2, width: values.upper - values.lower + 1 }
    : COLOUR_WINDOW

/** From image points to CSS pixels, for the picture on the screen. */
export const matrixOf = ({ frame, presentation, size }: View): Affine | undefined =>
  frame && imageToCanvas(frame.plane, presentation, size)

/** One viewport of the grid; where the image stands and how it is windowed is decided here, a painter draws it. */
export function createViewport(
  painting: Store<Painting>,
  element: HTMLDivElement,
  id: string,
  prefetch: Prefetch,
): ImageViewport {
  const view = createStore<View>(NOTHING)
  const leaving = new AbortController()
  let painter = painting.get().make(element, id)
  let begun = 0

  const place = () => {
    const { frame, presentation, size } = view.get()
    if (frame) painter.place(frame, presentation, size)
  }

  const shade = () => {
    const current = view.get()
    const curve = curveInForce(current)
    if (curve && current.frame) painter.shade(curve, current.frame.instance.negative !== current.inverted)
  }

  /** Shows what is asked for last; what is overtaken meanwhile is loaded but not shown. */
  const bring = async () => {
    const { stack, target } = view.get()
    const frame = stack?.frames[target]
    if (!stack || !frame) return
    const turn = ++begun
    const overtaken = () => turn !== begun || leaving.signal.aborted
    try {
      let shown: Frame | undefined
      const present = (picture: Picture, partial: boolean) =>
        painter.show(stack, target, picture, (index) => {
          shown = stack.frames[index]
          const { lower, upper } = (shown && cachedPicture(shown)) ?? picture
          view.set({ index, frame: shown, partial, values: { lower, upper } })
          place()
          shade()
        })
      // One that is there is shown at once: what was asked for and what is shown change together.
      const picture =
        cachedPicture(frame) ??
        (await loadImage(frame, 'now', leaving.signal, (part) => {
          if (!overtaken()) present(part, true).catch(() => undefined)
        }))
      prefetch.noteLoaded(frame)
      if (overtaken()) return
      await present(picture, false)
      if (overtaken()) return
      // A painter may keep its own mistakes to itself: the picture before would pass for this one.
      if (shown !== frame) throw new ImageFailure('undecodable')
      if (view.get().failure) view.set({ failure: undefined })
    } catch (error) {
      const reason = error instanceof ImageFailure ? error.reason : 'undecodable'
      if (reason === 'cancelled') return
      prefetch.noteFailed(frame, reason)
      if (!overtaken()) view.set({ failure: reason })
    }
  }

  /** Another painter goes on; what the one before has drawn stays on the screen until the other has drawn it too. */
  const stopPainting = painting.subscribe(() => {
    const before = painter
    painter = painting.get().make(element, id)
    const over = () => requestAnimationFrame(() => requestAnimationFrame(() => before.destroy()))
    void bring().finally(over)
  })

  const viewport: ImageViewport = {
    id,
    element,
    view,
    show(stack, index = openingIndex(stack)) {
      view.set({ ...NOTHING, size: view.get().size, stack, target: index, index })
      prefetch.want(stack, index)
      void bring()
    },
    clear() {
      begun++
      painter.clear()
      view.set({ ...NOTHING, size: view.get().size })
    },
    go(index) {
      const { stack, target } = view.get()
      if (!stack) return
      const next = Math.min(stack.frames.length - 1, Math.max(0, index))
      if (next === target) return
      view.set({ target: next })
      void bring()
    },
    present(presentation) {
      view.set({ presentation })
      if (!view.get().frame) return
      place()
      painter.render()
    },
    setHome(home) {
      const { presentation, home: before } = view.get()
      if (samePresentation(home, before)) return
      const stays = presentation === before
      view.set(stays ? { home, presentation: home } : { home })
      if (!stays || !view.get().frame) return
      place()
      painter.render()
    },
    setWindow(window) {
      view.set({ chosen: window })
      shade()
      painter.render()
    },
    setInverted(inverted) {
      view.set({ inverted })
      shade()
      painter.render()
    },
    setRendition(rendition) {
      if (rendition === view.get().rendition) return
      view.set({ rendition })
      shade()
      painter.render()
    },
    reset() {
      view.set({ presentation: view.get().home, chosen: undefined, inverted: false })
      place()
      shade()
      painter.render()
    },
    retry() {
      view.set({ failure: undefined })
      void bring()
    },
    resized() {
      // Not on the page at the moment: it comes back as it was.
      if (element.clientWidth === 0) return
      view.set({
        size: { width: Math.max(1, element.clientWidth), height: Math.max(1, element.clientHeight) },
      })
      painter.resized()
      if (!view.get().frame) return
      place()
      painter.render()
    },
    destroy() {
      leaving.abort()
      stopPainting()
      painter.destroy()
    },
  }
  viewport.resized()
  return viewport
}
