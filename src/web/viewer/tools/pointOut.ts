import { worldOf } from '../geometry/plane.ts'
import type { Point2 } from '../geometry/vector.ts'
import { nearestIndex, sameSpace } from '../sync/align.ts'
import type { Gesture, Scene } from './gesture.ts'
import { imagePointAt } from './navigate.ts'

/** Shows a point of the patient in all viewports of its space: they go to the image that is nearest to it. */
export function pointOut(scene: Scene, press: Point2): Gesture {
  const { session, viewport } = scene
  const { crosshair: before } = session.ui.get()
  const show = (at: Point2) => {
    const { frame } = viewport.view.get()
    const point = imagePointAt(scene, at)
    if (!frame?.plane.located || frame.FrameOfReferenceUID === undefined || !point) return
    const world = worldOf(frame.plane, point)
    session.ui.set({ crosshair: { FrameOfReferenceUID: frame.FrameOfReferenceUID, point: world } })
    session.linking.alone(() => {
      for (const other of session.viewports.values()) {
        const { stack } = other.view.get()
        const first = stack?.frames[0]
        if (other === viewport || !stack || !first || !sameSpace(first, frame)) continue
        other.go(nearestIndex(stack, world))
      }
    })
  }
  show(press)
  return { move: show, end: show, cancel: () => session.ui.set({ crosshair: before }) }
}
