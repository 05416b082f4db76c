import { expect, test } from 'vitest'
import { knownCount, pagesFor } from './useStudyPages.ts'

test('a remembered count never hides what a page shows, nor promises what is gone', () => {
  expect(knownCount(7, [{ number: 1, rows: 10, more: false }])).toBe(10)
  expect(knownCount(12, [{ number: 1, rows: 10, more: false }])).toBe(10)
  expect(knownCount(70, [{ number: 1, rows: 100, more: true }])).toBe(101)
  expect(knownCount(5, [{ number: 1, rows: 0, more: false }])).toBe(0)
})

test('the count stands where pages do not reach the end, and while nothing is known', () => {
  expect(knownCount(250, [{ number: 1, rows: 100, more: true }])).toBe(250)
  expect(knownCount(250, [{ number: 9, rows: 0, more: false }])).toBe(250)
  expect(knownCount(undefined, [{ number: 1, rows: 10, more: false }])).toBeUndefined()
})

test('a scroll reads the page that it comes to next, within the list', () => {
  const range = { first: 120, last: 150 }
  expect(pagesFor(range, 0, 1000)).toEqual([2])
  expect(pagesFor(range, 9, 1000)).toEqual([2, 3])
  expect(pagesFor(range, -9, 1000)).toEqual([1, 2])
  expect(pagesFor(range, 9, 180)).toEqual([2])
  expect(pagesFor({ first: 0, last: 30 }, -9, 1000)).toEqual([1])
  expect(pagesFor({ first: 190, last: 215 }, 9, Number.POSITIVE_INFINITY)).toEqual([2, 3, 4])
})
