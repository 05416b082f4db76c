import { type Dataset, numberOf, numbersOf, textsOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { Stack } from '../stacks/stack.ts'

/** Where the rate comes from, for the control to say so. */
export type RateOrigin =
  | 'vector'
  | 'RecommendedDisplayFrameRate'
  | 'FrameTime'
  | 'CineRate'
  | 'default'
  | 'user'

export interface Cine {
  /** Frames per second; the mean for a vector. */
  readonly rate: number
  readonly origin: RateOrigin
  /** Milliseconds that each frame stands, only when they differ. */
  readonly durations: readonly number[] | undefined
  readonly sweep: boolean
  /** Indices of the first and last frame to play. */
  readonly from: number
  readonly to: number
}

export const SLOWEST = 1
export const FASTEST = 60
const WITHOUT_TAG = 24
const STACK_OF_IMAGES = 10

export const clampRate = (rate: number): number => Math.min(FASTEST, Math.max(SLOWEST, rate))

/** Time between frame n and n−1, first value 0 (PS3.3 C.7.6.5): how long each frame stands; the last one the mean. */
function durationsOf(vector: readonly number[], frames: number): number[] | undefined {
  if (vector.length !== frames || frames < 2) return undefined
  const steps = vector.slice(1)
  if (steps.some((step) => step <= 0)) return undefined
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length
  return [...steps, mean]
}

const uneven = (durations: readonly number[]) => Math.max(...durations) - Math.min(...durations) > 0.01

/** How a stack plays (conventions 7). `multiframe`: its frames are one instance. */
export function cineOf(dataset: Dataset, frames: number, multiframe: boolean): Cine {
  const start = multiframe ? numberOf(dataset, Tag.StartTrim) : undefined
  const stop = multiframe ? numberOf(dataset, Tag.StopTrim) : undefined
  const last = Math.min(frames, stop ?? frames) - 1
  const first = Math.min(Math.max((start ?? 1) - 1, 0), Math.max(last, 0))
  const play = {
    sweep: numberOf(dataset, Tag.PreferredPlaybackSequencing) === 1,
    from: first,
    to: Math.max(first, last),
  }
  const rated = (rate: number, origin: RateOrigin, durations?: readonly number[]): Cine => ({
    ...play,
    rate: clampRate(rate),
    origin,
    durations,
  })
  if (!multiframe) return rated(STACK_OF_IMAGES, 'default')

  const pointsAtVector = textsOf(dataset, Tag.FrameIncrementPointer).some(
    (tag) => tag === Tag.FrameTimeVector,
  )
  const vector = durationsOf(numbersOf(dataset, Tag.FrameTimeVector), frames)
  const mean = vector && vector.length / vector.reduce((sum, step) => sum + step, 0)
  if (pointsAtVector && vector && mean && uneven(vector)) return rated(mean * 1000, 'vector', vector)

  const recommended = numberOf(dataset, Tag.RecommendedDisplayFrameRate)
  if (recommended && recommended > 0) return rated(recommended, 'RecommendedDisplayFrameRate')
  const frameTime = numberOf(dataset, Tag.FrameTime)
  if (frameTime && frameTime > 0) return rated(1000 / frameTime, 'FrameTime')
  if (mean) return rated(mean * 1000, 'FrameTime')
  const cineRate = numberOf(dataset, Tag.CineRate)
  if (cineRate && cineRate > 0) return rated(cineRate, 'CineRate')
  return rated(WITHOUT_TAG, 'default')
}

/** The same stack at the rate a user chose: the real time of a vector no longer applies. */
export const atRate = (cine: Cine, rate: number): Cine => ({
  ...cine,
  rate: clampRate(rate),
  origin: 'user',
  durations: undefined,
})

/** Films that a reader may want to run at once: ultrasound and angiography in one object (conventions 7). */
export const playsAtOnce = ({ frames, Modality }: Pick<Stack, 'frames' | 'Modality'>): boolean =>
  (Modality === 'US' || Modality === 'XA') && (frames[0]?.instance.NumberOfFrames ?? 1) > 1
