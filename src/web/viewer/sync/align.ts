import { type ImagePlane, normalOf } from '../geometry/plane.ts'
import { dot, parallel, type Vector3 } from '../geometry/vector.ts'
import type { Frame } from '../stacks/frame.ts'
import type { Stack } from '../stacks/stack.ts'

/** Which image of one stack belongs beside an image of another (conventions 11). Pure. */

/** Rows and columns run the same way: what only shares its normal may lie turned. */
export const sameDirections = (one: ImagePlane, other: ImagePlane): boolean =>
  parallel(one.row, other.row) && parallel(one.column, other.column)

export const sameSpace = (one: Frame, other: Frame): boolean =>
  one.plane.located &&
  other.plane.located &&
  one.FrameOfReferenceUID !== undefined &&
  one.FrameOfReferenceUID === other.FrameOfReferenceUID

/** mm along the normal of the stack's first image. */
const depthOf = (position: Vector3, normal: Vector3): number => dot(position, normal)

/** The image whose plane is nearest to a point in space. */
export function nearestIndex({ frames }: Stack, point: Vector3): number {
  const first = frames[0]
  if (!first) return 0
  const normal = normalOf(first.plane)
  const wanted = depthOf(point, normal)
  let [best, far] = [0, Number.POSITIVE_INFINITY]
  frames.forEach(({ plane }, index) => {
    const distance = Math.abs(depthOf(plane.position, normal) - wanted)
    if (distance < far) [best, far] = [index, distance]
  })
  return best
}

/**
 * How two stacks go together.
 *
 * - `position`: one frame of reference, parallel planes: the same place in the patient
 * - `depth`: parallel planes in different frames of reference: a distance along the normal, fixed when they were linked
 * - `count`: images that say nothing of where they lie, of different studies: a number of images, fixed likewise
 */
export type Tie = 'position' | 'depth' | 'count'

/** Undefined where the stacks must not move together. */
export function tieOf(one: Stack, other: Stack): Tie | undefined {
  const [a, b] = [one.frames[0], other.frames[0]]
  if (!a || !b || one.frames.length < 2 || other.frames.length < 2) return undefined
  if (a.plane.located && b.plane.located) {
    if (!sameDirections(a.plane, b.plane)) return undefined
    return sameSpace(a, b) ? 'position' : 'depth'
  }
  const apart = a.instance.StudyInstanceUID !== b.instance.StudyInstanceUID
  return !a.plane.located && !b.plane.located && apart ? 'count' : undefined
}

/** How far `other` is ahead of `one`, each at its own image: mm for `depth`, images for `count`. */
export function offsetBetween(tie: Tie, one: Stack, index: number, other: Stack, otherIndex: number): number {
  const [a, b] = [one.frames[index], other.frames[otherIndex]]
  if (tie === 'position' || !a || !b) return 0
  if (tie === 'count') return otherIndex - index
  const normal = normalOf(a.plane)
  return depthOf(b.plane.position, normal) - depthOf(a.plane.position, normal)
}

/** The image of `other` that belongs beside image `index` of `one`. */
export function followingIndex(tie: Tie, one: Stack, index: number, other: Stack, offset: number): number {
  const frame = one.frames[index]
  if (!frame) return 0
  if (tie === 'count') return Math.min(other.frames.length - 1, Math.max(0, index + offset))
  const normal = normalOf(frame.plane)
  const { position } = frame.plane
  const moved: Vector3 = [
    position[0] + normal[0] * offset,
    position[1] + normal[1] * offset,
    position[2] + normal[2] * offset,
  ]
  return nearestIndex(other, moved)
}
