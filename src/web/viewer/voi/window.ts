import { entryAt, type LookupTable } from './lookup.ts'

/** Window arithmetic of PS3.3 C.11.2.1.2, in values after the modality LUT. */

export type VoiFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID'

/** The function of that name; every other one is linear. */
export const voiFunctionOf = (named: string | undefined): VoiFunction =>
  named === 'LINEAR_EXACT' || named === 'SIGMOID' ? named : 'LINEAR'

export interface Window {
  readonly center: number
  readonly width: number
  /** A table of the file in place of a function; centre and width say what it spans. */
  readonly table?: LookupTable | undefined
  /** The function it is meant for, where that is not the one of the picture. */
  readonly voiFunction?: VoiFunction
}

/** Values at or below `lower` are black, at or above `upper` white. */
export interface Range {
  readonly lower: number
  readonly upper: number
}

export const MIN_WIDTH = 1

export function rangeOf({ center, width }: Window, voiFunction: VoiFunction = 'LINEAR'): Range {
  const spread = voiFunction === 'LINEAR' ? (Math.max(width, MIN_WIDTH) - 1) / 2 : width / 2
  const middle = voiFunction === 'LINEAR' ? center - 0.5 : center
  return { lower: middle - spread, upper: middle + spread }
}

export function windowOf({ lower, upper }: Range, voiFunction: VoiFunction = 'LINEAR'): Window {
  const linear = voiFunction === 'LINEAR' ? 1 : 0
  return { center: (lower + upper + linear) / 2, width: Math.abs(upper - lower) + linear }
}

/** Grey of a value, 0 black to 1 white. */
export function greyOf(value: number, window: Window, voiFunction: VoiFunction = 'LINEAR'): number {
  if (window.table) return entryAt(window.table, value) / (2 ** window.table.bits - 1)
  if (voiFunction === 'SIGMOID') return 1 / (1 + Math.exp((-4 * (value - window.center)) / window.width))
  const { lower, upper } = rangeOf(window, voiFunction)
  if (value <= lower) return 0
  if (value > upper) return 1
  return (value - lower) / (upper - lower)
}

/** How much one CSS pixel of a drag changes the window: the smaller of stored range and actual range, over 1024. */
export function dragFactor(bitsStored: number | undefined, actual: Range): number {
  const stored = bitsStored === undefined ? Number.POSITIVE_INFINITY : 2 ** bitsStored
  const dynamic = Math.min(stored, actual.upper - actual.lower)
  if (!Number.isFinite(dynamic) || dynamic <= 0) return 4
  const factor = dynamic / 1024
  return factor > 1 ? Math.round(factor) : factor
}

/** Right is wider; up lowers the centre, which brightens. `inverted` turns the vertical sense round (IHE BIR). */
export function dragged(
  { center, width }: Window,
  [right, down]: readonly [number, number],
  factor: number,
  inverted = false,
): Window {
  return {
    center: center + down * factor * (inverted ? -1 : 1),
    width: Math.max(Math.min(MIN_WIDTH, factor), width + right * factor),
  }
}

const SMALLEST_SUV = 0.1

/** PET in SUV: only the upper end moves, 5 over the viewport's height for each pixel; up lowers it and darkens less. */
export const draggedSuv = (
  { lower, upper }: Range,
  down: number,
  height: number,
  inverted = false,
): Range => ({
  lower,
  upper: Math.max(SMALLEST_SUV, upper - (inverted ? -1 : 1) * ((down * 5) / height)),
})
