import type { Point2 } from '../geometry/vector.ts'
import { pixelsOf } from '../loading/pixels.ts'
import { pixelStats } from '../marks/statistics.ts'
import type { Gesture, Scene } from './gesture.ts'
import { imagePointAt } from './navigate.ts'

/** A window from what a drawn box holds, from its smallest to its largest value. */
export function windowRegion(scene: Scene, press: Point2): Gesture {
  const { session, viewport, cell } = scene
  const from = imagePointAt(scene, press)
  const clear = () => session.drawing.set({ region: undefined })
  return {
    move(at) {
      const to = imagePointAt(scene, at)
      if (from && to) session.drawing.set({ region: { cell, from, to } })
    },
    end(at, moved) {
      clear()
      const to = imagePointAt(scene, at)
      const { frame } = viewport.view.get()
      const pixels = frame && pixelsOf(frame)
      if (!moved || !from || !to || !frame || !pixels || frame.instance.colour) return
      const stats = new Map(
        pixelStats({ tool: 'rectangle', points: [from, to] }, pixels, '').map(({ name, value }) => [
          name,
          value,
        ]),
      )
      const [min, max] = [stats.get('min'), stats.get('max')]
      if (min === undefined || max === undefined) return
      viewport.setWindow({ center: (min + max + 1) / 2, width: max - min + 1 })
      session.finishDrawing(undefined)
    },
    cancel: clear,
  }
}
