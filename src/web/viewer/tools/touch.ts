import { distance, midpoint, type Point2 } from '../geometry/vector.ts'
import type { Scene } from './gesture.ts'
import { pinched } from './navigate.ts'

export interface Touch {
  /** Answers true once two fingers are down: what one finger began is over. */
  down(id: number, at: Point2): boolean
  /** Answers true while two fingers are at work. */
  move(id: number, at: Point2): boolean
  up(id: number): void
  clear(): void
}

/** Two fingers: pinch to zoom, move together to pan. One finger is left to the tool. */
export function createTouch({ viewport }: Scene): Touch {
  const fingers = new Map<number, Point2>()
  let pinching = false

  const pair = (): readonly [Point2, Point2] | undefined => {
    const [one, other] = fingers.values()
    return one && other ? [one, other] : undefined
  }

  return {
    down(id, at) {
      fingers.set(id, at)
      pinching = fingers.size >= 2
      return pinching
    },
    move(id, at) {
      const before = pair()
      if (!fingers.has(id)) return false
      fingers.set(id, at)
      const now = pair()
      if (!pinching) return false
      if (!before || !now) return true
      const { presentation, size } = viewport.view.get()
      const [was, is] = [midpoint(...before), midpoint(...now)]
      const factor = distance(...now) / Math.max(1, distance(...before))
      viewport.present(pinched(presentation, factor, was, [is[0] - was[0], is[1] - was[1]], size))
      return true
    },
    up(id) {
      fingers.delete(id)
      if (fingers.size === 0) pinching = false
    },
    clear() {
      fingers.clear()
      pinching = false
    },
  }
}
