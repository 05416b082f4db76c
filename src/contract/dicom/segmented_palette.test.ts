import { expect, test } from 'vitest'
import { expandedPalette } from './segmented_palette.ts'

const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer)

test('runs, lines and repeats', () => {
  // Two entries, a line of four up to 500, then both once more from byte 0 on.
  const data = words(0, 2, 100, 100, 1, 4, 500, 2, 2, 0, 0)
  expect([...expandedPalette(data, 16, 256)]).toEqual([
    100, 100, 200, 300, 400, 500, 100, 100, 200, 300, 400, 500,
  ])
})

test('entries of eight bits', () => {
  expect([...expandedPalette(Uint8Array.of(0, 1, 0, 1, 5, 255), 8, 256)]).toEqual([0, 51, 102, 153, 204, 255])
})

test('never more than there are values, and no end in itself', () => {
  expect(expandedPalette(words(0, 1, 7, 1, 60_000, 9), 16, 256)).toHaveLength(256)
  expect(expandedPalette(words(2, 1, 0, 0), 16, 256)).toHaveLength(0)
  expect(expandedPalette(words(9, 9, 9), 16, 256)).toHaveLength(0)
  expect(expandedPalette(new Uint8Array(1), 16, 256)).toHaveLength(0)
})
