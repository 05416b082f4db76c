import { type Dataset, numberOf } from '../data/dicomJson.ts'
import { privateNumber } from '../data/privateTag.ts'
import { normalOf } from '../geometry/plane.ts'
import { dot } from '../geometry/vector.ts'
import { frameDataset } from './attributes.ts'
import type { Frame } from './frame.ts'
import { isParallelStack } from './sort.ts'

/** From so many phases on a reader is asked: with fewer each is a stack of its own (conventions 6). */
export const MANY_PHASES = 8

/** b in s/mm²: the standard's, otherwise where the vendors write it. */
const bValueOf = (dataset: Dataset): number | undefined => {
  const ge = privateNumber(dataset, '0043', 'GEMS_PARM_01', '39')
  return (
    numberOf(dataset, '00189087') ??
    privateNumber(dataset, '0019', 'SIEMENS MR HEADER', '0C') ??
    privateNumber(dataset, '2001', 'Philips Imaging DD 001', '03') ??
    // Newer releases add a thousand million.
    (ge === undefined ? undefined : ge % 100_000)
  )
}

const attribute = (tag: string) => (dataset: Dataset) => numberOf(dataset, tag)

/** What tells images of one place apart, the most telling first: time, then what was varied, then the order of arrival. */
const IN_TURN = [
  ['temporal', attribute('00209128')], // Temporal Position Index
  ['temporal', attribute('00200100')], // Temporal Position Identifier
  ['trigger', attribute('00209153')], // Nominal Cardiac Trigger Delay Time, ms
  ['trigger', attribute('00181060')], // Trigger Time, ms
  ['frame', attribute('00541300')], // Frame Reference Time, ms
  ['b', bValueOf],
  ['echo', attribute('00180081')], // Echo Time, ms
  ['acquisition', attribute('00200012')], // Acquisition Number
  ['order', attribute('00200013')], // Instance Number
] as const satisfies readonly (readonly [string, (dataset: Dataset) => number | undefined])[]

/** What the phases of a stack differ by; `order` where nothing else is known of them. */
export type PhaseKind = (typeof IN_TURN)[number][0]

export interface PhaseAxis {
  readonly kind: PhaseKind
  /** By phase, in its own unit: ms for times, s/mm² for b. */
  readonly values: readonly number[]
}

const datasetOf = ({ instance, frameNumber }: Frame) => frameDataset(instance.dataset, frameNumber)

const keyOf = (frame: Frame): number[] => {
  const dataset = datasetOf(frame)
  return [...IN_TURN.map(([, read]) => read(dataset) ?? 0), frame.frameNumber]
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

/** By what the phases differ: the first thing that is another one in each, and the same at their first and last places. */
export function axisOf(phases: readonly (readonly Frame[])[]): PhaseAxis {
  for (const [kind, read] of IN_TURN) {
    if (kind === 'order') break
    const valuesAt = (place: number) =>
      phases.flatMap((phase) => {
        const frame = phase.at(place)
        return (frame && read(datasetOf(frame))) ?? []
      })
    const values = valuesAt(0)
    if (values.length !== phases.length || new Set(values).size !== phases.length) continue
    // What counts on from place to place is no time of the phase.
    const last = valuesAt(-1)
    const steady = kind === 'acquisition' ? values.every((value, index) => value === last[index]) : true
    if (steady) return { kind, values }
  }
  return { kind: 'order', values: phases.map((_, index) => index + 1) }
}

/** Phases put together: place after place, at each the phases in their turn. */
export const interleaved = (phases: readonly (readonly Frame[])[]): readonly Frame[] =>
  (phases[0] ?? []).flatMap((_, place) => phases.flatMap((phase) => phase[place] ?? []))
