import { expect, test } from 'vitest'
import { readingOrder } from './order.ts'

test('from the image on screen onwards, now and then one back, every image once', () => {
  expect(readingOrder(8, 3)).toEqual([3, 4, 5, 6, 2, 7, 1, 0])
  expect(readingOrder(4, 0)).toEqual([0, 1, 2, 3])
  expect(readingOrder(3, 2)).toEqual([2, 1, 0])
  expect(new Set(readingOrder(140, 70)).size).toBe(140)
  expect(readingOrder(0, 0)).toEqual([])
})
