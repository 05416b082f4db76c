import { referenceOf } from '../marks/keyimages.ts'
import { imageKey } from '../marks/mark.ts'
import type { Stack } from '../stacks/stack.ts'
import type { Draft } from './draft.ts'
import { between, gapsIn, signedDistances } from './interpolate.ts'
import type { Labels } from './labels.ts'
import type { Painted } from './painting.ts'

/** A segment in the slices between those where it is painted; pixels of other segments stay theirs. */
export function filledGaps(draft: Draft, stack: Stack, segment: number): Painted[] {
  const slices = stack.frames.map((frame) => draft.slices.get(imageKey(referenceOf(frame))))
  const gaps = gapsIn(slices.map((slice) => slice?.labels.includes(segment) === true))
  return gaps.flatMap(({ from, to }): Painted[] => {
    const [first, last] = [slices[from], slices[to]]
    const plane = stack.frames[from]?.plane
    if (!first || !last || !plane) return []
    const start = signedDistances(first.labels, segment, plane)
    const end = signedDistances(last.labels, segment, plane)
    return stack.frames.slice(from + 1, to).map((frame, index) => {
      const inside = between(start, end, (index + 1) / (to - from))
      const before = slices[from + 1 + index]?.labels
      const labels: Labels = before ? before.slice() : new Uint8Array(inside.length)
      for (let pixel = 0; pixel < inside.length; pixel++)
        if (inside[pixel] === 1 && labels[pixel] === 0) labels[pixel] = segment
      return { frame, labels }
    })
  })
}
