import { expect, test } from 'vitest'
import { knownCount } from './useStudyPages.ts'

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
