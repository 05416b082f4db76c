import type { Point2 } from '../geometry/vector.ts'
import type { Gesture, Scene } from './gesture.ts'

/** The magnifier follows the pointer as long as it is pressed. */
export function magnify({ session, cell }: Scene, press: Point2, touch: boolean): Gesture {
  const show = (at: Point2) => session.drawing.set({ lens: { cell, at, touch } })
  const hide = () => session.drawing.set({ lens: undefined })
  show(press)
  return { move: show, end: hide, cancel: hide }
}
