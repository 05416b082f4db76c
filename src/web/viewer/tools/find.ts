import { apply } from '../geometry/presentation.ts'
import type { Point2 } from '../geometry/vector.ts'
import { hitShape } from '../marks/hit.ts'
import type { Mark } from '../marks/mark.ts'
import { textBoxes } from '../overlays/textBoxes.ts'
import { matrixOf } from '../viewport/viewport.ts'
import type { Grip } from './alter.ts'
import type { MarkScene } from './gesture.ts'

/** The mark under the pointer (CSS pixels of the viewport): the selected one first, then the newest. */
export function markAt(
  { session, viewport, cell }: MarkScene,
  at: Point2,
  touch = false,
): { mark: Mark; grip: Grip } | undefined {
  const view = viewport.view.get()
  const matrix = matrixOf(view)
  if (!matrix || !view.frame || session.ui.get().overlay === 'none') return undefined
  const { selected } = session.ui.get()
  const marks = session.marks.on(view.frame).reverse()
  const ordered = [...marks.filter(({ id }) => id === selected), ...marks.filter(({ id }) => id !== selected)]
  for (const mark of ordered) {
    const hit = hitShape(mark, at, (point) => apply(matrix, point), touch)
    if (hit) return { mark, grip: hit }
    const box = textBoxes.find(cell, mark.id, at)
    if (box) return { mark, grip: { part: 'text', at: box } }
  }
  return undefined
}
