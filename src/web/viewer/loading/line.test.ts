import { expect, test } from 'vitest'
import { speedOf } from './line.ts'

test('answers that come one after the other', () => {
  expect(
    speedOf([
      { bytes: 1000, start: 0, end: 10 },
      { bytes: 3000, start: 50, end: 80 },
    ]),
  ).toBe(100)
})

test('answers that come side by side share the line', () => {
  expect(
    speedOf([
      { bytes: 1000, start: 10, end: 30 },
      { bytes: 2000, start: 0, end: 30 },
      { bytes: 1000, start: 20, end: 40 },
    ]),
  ).toBe(100)
})

test('nothing is known of a line over which nothing came', () => {
  expect(speedOf([])).toBeUndefined()
  expect(speedOf([{ bytes: 100, start: 5, end: 5 }])).toBe(200)
})
