import { type StackTraits, traitsOf } from '../hanging/traits.ts'
import type { Stack } from '../stacks/stack.ts'
import { sharedWords } from './score.ts'

/** Which stack of another study shows the same: by modality, plane, side and view, then by description and technique. */

const WEIGHTS = { words: 10, plane: 6, kernel: 3, thickness: 3, contrast: 3, images: 1 } as const
/** Thicknesses that differ by less than this factor are one technique. */
const SAME_THICKNESS = 1.6

const near = (one: number, other: number, factor: number) =>
  Math.max(one, other) <= Math.min(one, other) * factor

/** Undefined where two stacks cannot be compared; otherwise the larger the better. */
export function likeness(one: StackTraits, other: StackTraits): number | undefined {
  if (one.Modality !== other.Modality || one.localizer !== other.localizer) return undefined
  if (one.laterality !== other.laterality || one.view !== other.view) return undefined
  if (one.plane !== undefined && other.plane !== undefined && one.plane !== other.plane) return undefined
  let sum = WEIGHTS.words * sharedWords(one.SeriesDescription, other.SeriesDescription)
  if (one.plane !== undefined && one.plane === other.plane) sum += WEIGHTS.plane
  if (one.kernel !== '' && one.kernel === other.kernel) sum += WEIGHTS.kernel
  if (one.contrast === other.contrast) sum += WEIGHTS.contrast
  if (
    one.thickness !== undefined &&
    other.thickness !== undefined &&
    near(one.thickness, other.thickness, SAME_THICKNESS)
  ) {
    sum += WEIGHTS.thickness
  }
  return sum + WEIGHTS.images * (Math.min(one.images, other.images) / Math.max(one.images, other.images, 1))
}

/** The stack that is best compared with `stack`; undefined where none shows the same. */
export function counterpart(stack: Stack, candidates: readonly Stack[]): Stack | undefined {
  const traits = traitsOf(stack)
  let best: { stack: Stack; score: number } | undefined
  for (const candidate of candidates) {
    const score = likeness(traits, traitsOf(candidate))
    if (score !== undefined && (!best || score > best.score)) best = { stack: candidate, score }
  }
  return best?.stack
}
