import { expect, test } from 'vitest'
import { formatPersonName } from '#contract/dicom/person_name.ts'
import { parseDicomDate, parseDicomDateTime, parseTimestamp, yearsBetween } from './dicom-date.ts'

test.each([
  ['Doe^Jane^A^Dr^Jr', 'en', 'Doe, Jane A Jr (Dr)'],
  ['Doe', 'en', 'Doe'],
  ['^Jane', 'en', 'Jane'],
  ['Yamada^Tarou=山田^太郎=やまだ^たろう', 'en', 'Yamada, Tarou (山田 太郎)'],
  ['Yamada^Tarou=山田^太郎=やまだ^たろう', 'ja', '山田 太郎 (Yamada, Tarou)'],
  ['=山田^太郎', 'en', '山田 太郎'],
  ['==やまだ^たろう', 'en', 'やまだ たろう'],
  ['^^^^', 'en', ''],
])('the name %s reads in %s as %s', (value, language, text) => {
  expect(formatPersonName(value, language)).toBe(text)
})

test('DICOM dates are read in the forms that files have, and nothing else is', () => {
  expect(parseDicomDate('20240229')?.toISOString()).toBe('2024-02-29T00:00:00.000Z')
  expect(parseDicomDate('1993.08.22')?.toISOString()).toBe('1993-08-22T00:00:00.000Z')
  expect(parseDicomDate('20230229')).toBeUndefined()
  expect(parseDicomDate('***')).toBeUndefined()
  expect(parseDicomDateTime('20240229', '171259.123')?.toISOString()).toBe('2024-02-29T17:12:00.000Z')
  expect(parseDicomDateTime('20240229', '')).toBeUndefined()
})

test('v3 timestamps are UTC', () => {
  expect(parseTimestamp('2024-05-06 07:08:09.123456+00')?.toISOString()).toBe('2024-05-06T07:08:09.123Z')
  expect(parseTimestamp(null)).toBeUndefined()
})

test('years are whole years', () => {
  expect(yearsBetween(new Date('1955-03-04'), new Date('2026-03-03'))).toBe(70)
  expect(yearsBetween(new Date('1955-03-04'), new Date('2026-03-04'))).toBe(71)
})
