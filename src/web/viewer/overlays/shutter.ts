import { type Dataset, numberOf, numbersOf, textsOf } from '../data/dicomJson.ts'
import type { Point2 } from '../geometry/vector.ts'

/** What a display shutter leaves to be seen (PS3.3 C.7.6.11), in image points; everything outside is covered. */
export interface Shutter {
  readonly openings: readonly (readonly Point2[])[]
  /** Overlay group whose set bits are covered (PS3.3 C.7.6.15), such as `6000`. */
  readonly bitmap: string | undefined
  /** Grey of what is covered, 0 to 1. */
  readonly grey: number
}

const ROUND = 128

export function shutterOf(dataset: Dataset): Shutter | undefined {
  const shapes = textsOf(dataset, '00181600')
  const openings = shapes.flatMap((shape): (readonly Point2[])[] => {
    const opening = OPENINGS[shape]?.(dataset)
    return opening ? [opening] : []
  })
  const group = shapes.includes('BITMAP') ? numberOf(dataset, '00181623') : undefined
  if (openings.length === 0 && group === undefined) return undefined
  return {
    openings,
    bitmap: group === undefined ? undefined : group.toString(16).toUpperCase().padStart(4, '0'),
    // P-values: 0 black, 65535 white.
    grey: (numberOf(dataset, '00181622') ?? 0) / 65_535,
  }
}

const OPENINGS: Readonly<Record<string, ((dataset: Dataset) => readonly Point2[] | undefined) | undefined>> =
  {
    /** Edges are the last columns and rows that are covered, counted from 1. */
    RECTANGULAR(dataset) {
      const left = numberOf(dataset, '00181602')
      const right = numberOf(dataset, '00181604')
      const upper = numberOf(dataset, '00181606')
      const lower = numberOf(dataset, '00181608')
      if (left === undefined || right === undefined || upper === undefined || lower === undefined)
        return undefined
      const [x, y] = [right - 1, lower - 1]
      return [
        [left, upper],
        [x, upper],
        [x, y],
        [left, y],
      ]
    },
    CIRCULAR(dataset) {
      const [row, column] = numbersOf(dataset, '00181610')
      const radius = numberOf(dataset, '00181612')
      if (row === undefined || column === undefined || radius === undefined) return undefined
      return Array.from({ length: ROUND }, (_, n): Point2 => {
        const angle = (n / ROUND) * 2 * Math.PI
        return [column - 0.5 + radius * Math.cos(angle), row - 0.5 + radius * Math.sin(angle)]
      })
    },
    POLYGONAL(dataset) {
      const numbers = numbersOf(dataset, '00181620')
      const points = Array.from(
        { length: Math.floor(numbers.length / 2) },
        (_, n): Point2 => [(numbers[2 * n + 1] ?? 0) - 0.5, (numbers[2 * n] ?? 0) - 0.5],
      )
      return points.length > 2 ? points : undefined
    },
  }
