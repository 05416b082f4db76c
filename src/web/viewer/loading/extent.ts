import type { Range } from '../voi/window.ts'

/** The smallest and largest value, what is no number and what is padding left out. */
export function extentOf(values: ArrayLike<number>, padding: Range | undefined): Range {
  let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let n = 0; n < values.length; n++) {
    const value = values[n] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    if (padding && value >= padding.lower && value <= padding.upper) continue
    if (value < lower) lower = value
    if (value > upper) upper = value
  }
  return lower <= upper ? { lower, upper } : { lower: 0, upper: 0 }
}
