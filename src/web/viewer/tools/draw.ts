import { distance, type Point2 } from '../geometry/vector.ts'
import type { MarkTool } from '../marks/mark.ts'
import { placedPoints, shapeFrom } from '../marks/shapes.ts'
import type { Frame } from '../stacks/frame.ts'
import { drawOutline } from './drawOutline.ts'
import { CLICK_DISTANCE, type MarkScene } from './gesture.ts'
import { imagePointAt } from './navigate.ts'

/**
 * Drawing one mark: by press, drag and release, or click by click, in any mixture. It outlives a single press, so it is
 * no gesture of its own: `press`, `move` and `release` are told what the pointer does.
 */
export interface DrawingState {
  press(at: Point2): void
  move(at: Point2, dragging: boolean): void
  release(at: Point2): void
  /** A double click ends an outline of any number of points. */
  close(): void
  /** The last press was none: a second finger came. */
  retract(): void
  cancel(): void
}

/** Draws with any of the tools. `finished` is called when the drawing needs no more of the pointer. */
export const drawMark = (
  scene: MarkScene,
  tool: MarkTool,
  frame: Frame,
  finished: () => void,
): DrawingState => {
  const needed = placedPoints[tool]
  return needed === undefined
    ? drawOutline(scene, tool, frame, finished)
    : drawPoints(scene, tool, needed, frame, finished)
}

/** Two lines are drawn one after the other: the third point begins as the first did. */
const beginsLine = (tool: MarkTool, placed: number) => placed === 0 || (tool === 'cobb' && placed === 2)

function drawPoints(
  scene: MarkScene,
  tool: MarkTool,
  needed: number,
  frame: Frame,
  finished: () => void,
): DrawingState {
  const { session, cell } = scene
  const placed: Point2[] = []
  /** Where the last point was placed, in CSS pixels. */
  let lastAt: Point2 = [0, 0]
  let firstPress = false
  /** How many points there were before the last press. */
  let before = 0

  const cancel = () => {
    session.drawing.set({ draft: undefined })
    finished()
  }

  const show = (under?: Point2) => {
    const points = under ? [...placed, under] : placed
    session.drawing.set({ draft: { cell, frame, shape: shapeFrom(tool, points, frame.plane) } })
  }

  const finish = () => {
    finished()
    const shape = shapeFrom(tool, placed, frame.plane)
    if (tool === 'text' || tool === 'arrow') {
      session.drawing.set({
        draft: { cell, frame, shape },
        labelling: { cell, id: undefined, optional: tool === 'arrow' },
      })
      return
    }
    session.drawing.set({ draft: undefined })
    session.finishDrawing(session.marks.add(frame, shape))
  }

  const place = (at: Point2) => {
    const point = imagePointAt(scene, at)
    if (!point) return
    placed.push(point)
    lastAt = at
    if (placed.length >= needed) finish()
    else show(point)
  }

  return {
    press(at) {
      before = placed.length
      if (!beginsLine(tool, placed.length) || needed === 1) return
      firstPress = true
      place(at)
    },
    move(at) {
      if (placed.length > 0) show(imagePointAt(scene, at))
    },
    release(at) {
      const slipped = placed.length > 0 && distance(lastAt, at) < CLICK_DISTANCE
      // The first press without a drag means click by click; later a click on the same spot places nothing.
      if (!slipped) place(at)
      else if (!firstPress) show(imagePointAt(scene, at))
      firstPress = false
    },
    close: () => undefined,
    retract() {
      placed.length = before
      firstPress = false
      if (before === 0) cancel()
      else show()
    },
    cancel,
  }
}
