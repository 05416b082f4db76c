import { normalOf } from '../../geometry/plane.ts'
import { dot } from '../../geometry/vector.ts'
import type { SegmentFrame } from './segments.ts'

/** The frames of a segmentation by the plane they lie in, along its normal; without a place each is a slice of its own. */
export function slicesOf(frames: readonly SegmentFrame[]): (readonly SegmentFrame[])[] {
  const slices = new Map<string, { at: number; frames: SegmentFrame[] }>()
  for (const one of frames) {
    const { plane, frameNumber } = one.frame
    const at = plane.located ? dot(plane.position, normalOf(plane)) : frameNumber
    const key = at.toFixed(2)
    const there = slices.get(key)
    if (there) there.frames.push(one)
    else slices.set(key, { at, frames: [one] })
  }
  return [...slices.values()].sort((one, other) => one.at - other.at).map(({ frames: slice }) => slice)
}
