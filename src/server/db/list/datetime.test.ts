import { expect, test } from 'vitest'
import { filterTimeZone, parseMoment } from './datetime.ts'

test.each([
  ['2026-03-01', '2026-03-01 00:00:00', true],
  ['20260301', '2026-03-01 00:00:00', true],
  ['2026-03-01 10:11:12', '2026-03-01 10:11:12', true],
  ['2026-03-01+10:11:12', '2026-03-01 10:11:12', true],
  ['2026-03-01 10:11:12.5', '2026-03-01 10:11:12.5', false],
  ['2026-03-01 10:11:12.123456-05:00', '2026-03-01 10:11:12.123456', false],
  ['2026-03-01 10:11:12+03', '2026-03-01 10:11:12', true],
])('%s is %s', (value, local, wholeSeconds) => {
  expect(parseMoment(value)).toEqual({ local, wholeSeconds })
})

test.each([
  '',
  'yesterday',
  '2026-02-30',
  '2026-13-01',
  '0000-01-01',
  '2026-03-01 25:00:00',
  "2026-03-01'; drop",
])('%s is no moment', (value) => {
  expect(parseMoment(value)).toBeUndefined()
})

test('the user’s zone goes before the call’s, and an unknown one is UTC', () => {
  expect(filterTimeZone('Europe/Paris', '+03:00')).toBe('Europe/Paris')
  expect(filterTimeZone(null, '-4:00')).toBe('-4:00')
  expect(filterTimeZone(null, 'Mars/Olympus')).toBe('UTC')
  expect(filterTimeZone(null, undefined)).toBe('UTC')
})
