import { numberOf } from '../data/dicomJson.ts'
import { normalOf } from '../geometry/plane.ts'
import { dot } from '../geometry/vector.ts'
import { frameDataset } from './attributes.ts'
import type { Frame } from './frame.ts'
import { isParallelStack } from './sort.ts'

/** From so many phases on a reader is asked: with fewer each is a stack of its own (conventions 6). */
export const MANY_PHASES = 8

/** What tells images of one place apart, the most telling first: time, then what was varied, then the order of arrival. */
const IN_TURN = [
  '00209128', // Temporal Position Index
  '00200100', // Temporal Position Identifier
  '00209153', // Nominal Cardiac Trigger Delay Time
  '00181060', // Trigger Time
  '00189087', // Diffusion b-value
  '00180081', // Echo Time
  '00200012', // Acquisition Number
  '00200013', // Instance Number
] as const

const keyOf = ({ instance, frameNumber }: Frame): number[] => {
  const dataset = frameDataset(instance.dataset, frameNumber)
  return [...IN_TURN.map((tag) => numberOf(dataset, tag) ?? 0), frameNumber]
}

const byTurn = (one: readonly number[], other: readonly number[]): number => {
  const differs = one.findIndex((value, index) => value !== other[index])
  return differs < 0 ? 0 : (one[differs] ?? 0) - (other[differs] ?? 0)
}

/**
 * The phases of a sorted stack: as many images at each of several places, taken apart by their turn. One phase where
 * there is one image a place, or where places have different numbers of images.
 */
export function phasesOf(frames: readonly Frame[]): (readonly Frame[])[] {
  const [first] = frames
  if (!first || !isParallelStack(frames)) return [frames]
  const normal = normalOf(first.plane)
  const places = new Map<string, Frame[]>()
  for (const frame of frames) {
    const at = dot(frame.plane.position, normal).toFixed(2)
    const there = places.get(at)
    if (there) there.push(frame)
    else places.set(at, [frame])
  }
  const count = places.values().next().value?.length ?? 1
  if (places.size < 2 || count < 2) return [frames]
  if ([...places.values()].some((there) => there.length !== count)) return [frames]
  const inTurn = [...places.values()].map((there) =>
    there
      .map((frame) => ({ frame, key: keyOf(frame) }))
      .sort((one, other) => byTurn(one.key, other.key))
      .map(({ frame }) => frame),
  )
  return Array.from({ length: count }, (_, phase) => inTurn.flatMap((there) => there[phase] ?? []))
}
