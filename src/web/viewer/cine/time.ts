import { placeAt } from '../stacks/fourD.ts'
import type { PhaseAxis } from '../stacks/phases.ts'
import type { Stack } from '../stacks/stack.ts'
import { type Cine, clampRate } from './rate.ts'

const WITHOUT_TIMES = 10

/** Phases in a second where their times are those of a heart beat; undefined otherwise. */
function rateOf(axis: PhaseAxis | undefined): number | undefined {
  if (axis?.kind !== 'trigger') return undefined
  const [first = 0, last = 0] = [axis.values[0], axis.values.at(-1)]
  const step = (last - first) / (axis.values.length - 1)
  return step > 0 ? clampRate(1000 / step) : undefined
}

/** The phases of the place that an image stands at, again and again. */
export function cineThroughTime(stack: Stack, index: number): Cine {
  const phases = stack.phases ?? 1
  const rate = rateOf(stack.axis)
  const from = placeAt(stack, index) * phases
  return {
    rate: rate ?? WITHOUT_TIMES,
    origin: rate === undefined ? 'default' : 'FrameTime',
    durations: undefined,
    sweep: false,
    from,
    to: from + phases - 1,
  }
}
