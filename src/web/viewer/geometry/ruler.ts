/** A scale beside the image. */
export interface Ruler {
  /** CSS pixels. */
  readonly length: number
  /** mm, or image pixels where the image has no spacing. */
  readonly value: number
  /** Parts between the small ticks. */
  readonly parts: number
}

const STEPS = [1, 2, 5]

/** The longest 1-2-5 length that takes at most `room` CSS pixels; undefined when nothing sensible fits. */
export function rulerFor(pixelsPerUnit: number, room: number): Ruler | undefined {
  const most = room / pixelsPerUnit
  if (!Number.isFinite(most) || most <= 0) return undefined
  const decade = 10 ** Math.floor(Math.log10(most))
  const step = STEPS.findLast((candidate) => candidate * decade <= most) ?? 1
  const value = step * decade
  return { length: value * pixelsPerUnit, value, parts: step === 2 ? 4 : step === 5 ? 5 : 10 }
}
