import type { Point2 } from '../geometry/vector.ts'
import { pixelsOf } from '../loading/pixels.ts'
import type { Gesture, Scene } from '../tools/gesture.ts'
import { imagePointAt } from '../tools/navigate.ts'
import { paintedDraft, THINNEST } from './actions.ts'
import type { Brush } from './labels.ts'

/** One stroke of the brush, or of the rubber; undefined where nothing can be painted. */
export function paintWith(tool: 'brush' | 'rubber', scene: Scene, press: Point2): Gesture | undefined {
  const { session, viewport } = scene
  const { frame } = viewport.view.get()
  const draft = paintedDraft(session)
  const start = imagePointAt(scene, press)
  if (!frame || !draft || !start) return undefined
  const { segment, radius = THINNEST, range } = session.ui.get().brush
  const locked = new Set(draft.segments.filter((one) => one.locked).map(({ number }) => number))
  const erasing = tool === 'rubber'
  if (!erasing && (locked.has(segment) || !draft.segments.some(({ number }) => number === segment)))
    return undefined
  const pixels = range && !erasing ? pixelsOf(frame) : undefined
  const brush: Brush = {
    radius,
    segment: erasing ? 0 : segment,
    mayTake: (label) => !locked.has(label),
    accepts:
      pixels &&
      range &&
      ((column, row) => {
        const value = pixels.at(column, row)[0] ?? Number.NaN
        return value >= range.lower && value <= range.upper
      }),
  }
  const stroke = session.drafts.stroke(draft.id, frame, brush)
  if (!stroke) return undefined
  stroke.to(start, start)
  let last = start
  return {
    move(at) {
      const point = imagePointAt(scene, at)
      if (!point) return
      stroke.to(last, point)
      last = point
    },
    end: () => stroke.end(),
    cancel: () => stroke.cancel(),
  }
}
