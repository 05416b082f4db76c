import type { Point2 } from '../geometry/vector.ts'

/** A text beside a mark as it was drawn last: CSS pixels of the viewport, and its anchor in image points. */
interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly anchor: Point2
}

const boxes = new Map<string, Box>()
const key = (cell: number, id: string) => `${cell}/${id}`

/** Where the texts stand on the screen, so that the pointer finds them. */
export const textBoxes = {
  note(cell: number, id: string, box: Box): void {
    boxes.set(key(cell, id), box)
  },
  forget(cell: number, id: string): void {
    boxes.delete(key(cell, id))
  },
  /** The anchor of the text under the pointer. */
  find(cell: number, id: string, [x, y]: Point2): Point2 | undefined {
    const box = boxes.get(key(cell, id))
    if (!box || x < box.left || x > box.right || y < box.top || y > box.bottom) return undefined
    return box.anchor
  },
}
