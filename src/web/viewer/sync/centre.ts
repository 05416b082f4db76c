import { imagePointOf, worldOf } from '../geometry/plane.ts'
import { apply, imageToCanvas, inverse, type Presentation, pixelsPerUnit } from '../geometry/presentation.ts'
import type { Frame } from '../stacks/frame.ts'
import type { View } from '../viewport/viewport.ts'

type Placed = Pick<View, 'presentation' | 'size'>

/** How `other` is laid so that the same point of the patient is in the middle, at the same size on the screen. */
export function centredAs(view: Placed, frame: Frame, other: Placed, otherFrame: Frame): Presentation {
  const back = inverse(imageToCanvas(frame.plane, view.presentation, view.size))
  const middle = worldOf(frame.plane, apply(back, [view.size.width / 2, view.size.height / 2]))
  const wanted = pixelsPerUnit(frame.plane, view.presentation, view.size)
  const fitted = pixelsPerUnit(otherFrame.plane, { ...other.presentation, zoom: 1 }, other.size)
  const unmoved: Presentation = { ...other.presentation, zoom: wanted / fitted, pan: [0, 0] }
  const matrix = imageToCanvas(otherFrame.plane, unmoved, other.size)
  const [x, y] = apply(matrix, imagePointOf(otherFrame.plane, middle))
  return { ...unmoved, pan: [other.size.width / 2 - x, other.size.height / 2 - y] }
}
