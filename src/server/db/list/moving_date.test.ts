import { expect, test } from 'vitest'
import { resolveMovingDate } from './moving_date.ts'

const late = new Date('2026-03-01T23:30:00Z')

test.each([
  ['__TODAY__', 'datetime', 'UTC', '2026-03-01'],
  ['__TODAY__', 'text', 'UTC', '20260301'],
  ['__YESTERDAY__', 'text', 'UTC', '20260228'],
  ['__TOMORROW__', 'datetime', 'UTC', '2026-03-02'],
  ['__6_DAYS_AGO__', 'datetime', 'UTC', '2026-02-23'],
  ['__TODAY__', 'datetime', 'Europe/Paris', '2026-03-02'],
  ['__TODAY__', 'datetime', '-1:00', '2026-03-02'],
  ['__TODAY__', 'datetime', '+03:00', '2026-03-01'],
  ['20260301', 'text', 'UTC', '20260301'],
  ['__EVER__', 'text', 'UTC', '__EVER__'],
] as const)('%s in a %s column, zone %s, is %s', (value, kind, zone, expected) => {
  expect(resolveMovingDate(value, kind, zone, late)).toBe(expected)
})
