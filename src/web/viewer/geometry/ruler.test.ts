import { expect, test } from 'vitest'
import { rulerFor } from './ruler.ts'

test('the ruler is the longest 1-2-5 length that fits', () => {
  expect(rulerFor(1.5, 160)).toEqual({ value: 100, length: 150, parts: 10 })
  expect(rulerFor(1, 99)).toEqual({ value: 50, length: 50, parts: 5 })
  expect(rulerFor(4, 99)).toEqual({ value: 20, length: 80, parts: 4 })
  expect(rulerFor(300, 99)?.value).toBeCloseTo(0.2)
})

test('nothing sensible, no ruler', () => {
  expect(rulerFor(0, 100)).toBeUndefined()
  expect(rulerFor(1, 0)).toBeUndefined()
})
