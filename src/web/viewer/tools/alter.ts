import { distance, type Point2 } from '../geometry/vector.ts'
import type { Mark, Shape } from '../marks/mark.ts'
import { movedHandle, movedShape } from '../marks/shapes.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Gesture, MarkScene } from './gesture.ts'
import { imagePointAt } from './navigate.ts'

/** What of a mark is taken hold of. */
export type Grip =
  | { readonly part: 'handle'; readonly handle: number }
  | { readonly part: 'body' }
  | { readonly part: 'text'; readonly at: Point2 }

/** Moving a handle, the whole mark or its text; saved at the release. */
export function alterMark(scene: MarkScene, mark: Mark, grip: Grip, frame: Frame, press: Point2): Gesture {
  const { marks, ui } = scene.session
  ui.set({ selected: mark.id })
  const start = imagePointAt(scene, press)
  let shape: Shape = mark

  const shapeAt = (at: Point2): Shape => {
    const point = imagePointAt(scene, at)
    if (!point || !start) return shape
    const offset: Point2 = [point[0] - start[0], point[1] - start[1]]
    if (grip.part === 'handle') return movedHandle(mark, grip.handle, point, frame.plane)
    if (grip.part === 'text') return { ...mark, textAt: [grip.at[0] + offset[0], grip.at[1] + offset[1]] }
    return movedShape(mark, offset)
  }

  return {
    move(at) {
      if (mark.locked) return
      shape = shapeAt(at)
      marks.preview(mark.id, shape)
    },
    end(at, moved) {
      if (mark.locked) return
      if (!moved || distance(press, at) === 0) marks.preview(mark.id, mark)
      else marks.commit(mark, shapeAt(at))
    },
    cancel: () => marks.preview(mark.id, mark),
  }
}
