import type { Cine } from './rate.ts'

/** The places played in one round: there, and back again for a sweep, the ends shown once. */
function round({ from, to, sweep }: Cine): number[] {
  const there = Array.from({ length: to - from + 1 }, (_, step) => from + step)
  return sweep ? [...there, ...there.slice(1, -1).reverse()] : there
}

/**
 * The index to show `elapsed` ms after index `began` was shown: taken from the clock, so that a slow machine skips
 * frames instead of slowing down.
 */
export function frameAt(cine: Cine, began: number, elapsed: number): number {
  const places = round(cine)
  const each = places.map((place) => cine.durations?.[place] ?? 1000 / cine.rate)
  const total = each.reduce((sum, duration) => sum + duration, 0)
  const start = Math.max(0, places.indexOf(began))
  let left = elapsed % total
  for (let step = 0; step < places.length; step++) {
    const at = (start + step) % places.length
    const duration = each[at] ?? 0
    if (left < duration) return places[at] ?? began
    left -= duration
  }
  return places[start] ?? began
}
