import type { Colour, Rendition, ValueStep } from './curve.ts'
import type { LookupTable } from './lookup.ts'
import type { Range } from './window.ts'

/** More steps than a screen has levels between are thinned out. */
const MOST_STEPS = 4096

/** The smallest and largest value that a window counts in, where it is not the picture's own. */
export function rangeIn({ values }: Rendition): Range | undefined {
  if (!values || values.length === 0) return undefined
  let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { becomes } of values) {
    if (becomes < lower) lower = becomes
    if (becomes > upper) upper = becomes
  }
  return { lower, upper }
}

/** Steps in the order of their values, each value once, no more of them than a screen can tell apart. */
export function valueSteps(steps: readonly ValueStep[]): readonly ValueStep[] {
  const rising = [...steps].sort((one, other) => one.value - other.value)
  const once = rising.filter((step, index) => step.value !== rising[index - 1]?.value)
  if (once.length <= MOST_STEPS) return once
  const last = once.length - 1
  return Array.from({ length: MOST_STEPS }, (_, n) => once[Math.round((n * last) / (MOST_STEPS - 1))]).filter(
    (step) => step !== undefined,
  )
}

/** A presentation LUT (PS3.3 C.11.6) as greys from black to white. */
export const greyRamp = ({ entries, bits }: LookupTable): readonly Colour[] =>
  Array.from(entries, (entry): Colour => {
    const grey = entry / (2 ** bits - 1)
    return [grey, grey, grey]
  })
