import { distance, midpoint, type Point2 } from '../geometry/vector.ts'
import type { Gesture, Scene } from './gesture.ts'
import { navigate, pinched } from './navigate.ts'

export interface Touch {
  /** Answers true once two fingers are down: what one finger began is over. */
  down(id: number, at: Point2): boolean
  /** Answers true while two fingers are at work. */
  move(id: number, at: Point2): boolean
  up(id: number): void
  clear(): void
}

/** What two fingers do, once they have moved far enough to tell. */
export type TwoFingers = 'undecided' | 'place' | 'window'

/** CSS pixels that the fingers must have moved. */
const TELLING = 14
/** How much steeper than wide their way must be to count as up or down. */
const STEEP = 2

/**
 * Fingers that go up or down side by side change the window; apart, together or across the picture they change its size
 * and place (conventions 12).
 */
export function twoFingers(from: readonly [Point2, Point2], to: readonly [Point2, Point2]): TwoFingers {
  const apart = Math.abs(distance(...to) - distance(...from))
  const [was, is] = [midpoint(...from), midpoint(...to)]
  const [across, down] = [Math.abs(is[0] - was[0]), Math.abs(is[1] - was[1])]
  if (apart >= TELLING || (across >= TELLING && down < STEEP * across)) return 'place'
  return down >= TELLING && down >= STEEP * across && apart < down / 2 ? 'window' : 'undecided'
}

/** One finger is left to the tool. */
export function createTouch(scene: Scene): Touch {
  const { viewport } = scene
  const fingers = new Map<number, Point2>()
  let two = false
  let doing: TwoFingers = 'undecided'
  let began: readonly [Point2, Point2] | undefined
  let windowing: Gesture | undefined

  const pair = (): readonly [Point2, Point2] | undefined => {
    const [one, other] = fingers.values()
    return one && other ? [one, other] : undefined
  }

  const place = (before: readonly [Point2, Point2], now: readonly [Point2, Point2]) => {
    const { presentation, size } = viewport.view.get()
    const [was, is] = [midpoint(...before), midpoint(...now)]
    const factor = distance(...now) / Math.max(1, distance(...before))
    viewport.present(pinched(presentation, factor, was, [is[0] - was[0], is[1] - was[1]], size))
  }

  return {
    down(id, at) {
      fingers.set(id, at)
      two = fingers.size >= 2
      began = pair()
      doing = 'undecided'
      return two
    },
    move(id, at) {
      const before = pair()
      if (!fingers.has(id)) return false
      fingers.set(id, at)
      const now = pair()
      if (!two) return false
      if (!before || !now || !began) return true
      if (doing === 'undecided') {
        doing = twoFingers(began, now)
        if (doing === 'window') windowing = navigate('window', scene, midpoint(...began))
        // What has been moved until it was told is made up for.
        else if (doing === 'place') place(began, now)
        return true
      }
      if (doing === 'window') windowing?.move(midpoint(...now), midpoint(...before))
      else place(before, now)
      return true
    },
    up(id) {
      fingers.delete(id)
      if (fingers.size < 2) windowing = undefined
      if (fingers.size === 0) two = false
    },
    clear() {
      fingers.clear()
      windowing = undefined
      two = false
    },
  }
}
