import { distance, type Point2 } from '../geometry/vector.ts'
import type { MarkTool } from '../marks/mark.ts'
import { MOST_POINTS } from '../marks/schema.ts'
import type { Frame } from '../stacks/frame.ts'
import type { DrawingState } from './draw.ts'
import { CLICK_DISTANCE, type MarkScene } from './gesture.ts'
import { imagePointAt } from './navigate.ts'

/** Points of a drawn line nearer to each other (CSS pixels) add nothing that is seen. */
const STEP = 3
/** A click this near to the first point (CSS pixels) closes the outline. */
const CLOSING = 10
const FEWEST = 3

/**
 * An outline of any number of points. Freehand: drawn in one drag, closed at the release. Both kinds: point by point with
 * clicks, closed by a click on the first point or by a double click.
 */
export function drawOutline(
  scene: MarkScene,
  tool: MarkTool,
  frame: Frame,
  finished: () => void,
): DrawingState {
  const { session, cell } = scene
  const placed: Point2[] = []
  /** The same places in CSS pixels. */
  const at: Point2[] = []
  let pressed: Point2 | undefined
  /** How many points there were before the last press. */
  let before = 0

  const cancel = () => {
    session.drawing.set({ draft: undefined })
    finished()
  }

  const show = (under?: Point2) => {
    const points = under ? [...placed, under] : [...placed]
    session.drawing.set({ draft: { cell, frame, shape: { tool, points, label: '' } } })
  }

  const place = (point: Point2) => {
    const onImage = imagePointAt(scene, point)
    if (!onImage || placed.length >= MOST_POINTS) return
    placed.push(onImage)
    at.push(point)
  }

  const close = () => {
    finished()
    session.drawing.set({ draft: undefined })
    if (placed.length < FEWEST) return
    session.finishDrawing(session.marks.add(frame, { tool, points: [...placed], label: '' }))
  }

  return {
    press(point) {
      before = placed.length
      pressed = point
      if (placed.length === 0) place(point)
    },
    move(point, dragging) {
      const last = at.at(-1)
      if (dragging && tool === 'freehand' && last && distance(last, point) >= STEP) place(point)
      show(imagePointAt(scene, point))
    },
    release(point) {
      const [first] = at
      const dragged = pressed !== undefined && distance(pressed, point) >= CLICK_DISTANCE
      pressed = undefined
      if (tool === 'freehand' && dragged) {
        close()
        return
      }
      const onFirst = first !== undefined && distance(first, point) <= CLOSING
      if (onFirst && placed.length >= FEWEST) {
        close()
        return
      }
      const last = at.at(-1)
      if (last && distance(last, point) >= CLICK_DISTANCE) place(point)
      show()
    },
    close,
    retract() {
      placed.length = before
      at.length = before
      pressed = undefined
      if (before === 0) cancel()
      else show()
    },
    cancel,
  }
}
