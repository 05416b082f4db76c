import { expect, test } from 'vitest'
import { birthDigits, birthField, searchedField } from './patient.ts'

test('a birth date is read however it was given', () => {
  expect(['19680214', '1968-02-14', '1968', null].map(birthField)).toEqual([
    '1968-02-14',
    '1968-02-14',
    '',
    '',
  ])
  expect(birthDigits('1968-02-14')).toBe('19680214')
})

test('a text with a digit looks for an ID', () => {
  expect(['Anna', 'A-12', '0012'].map(searchedField)).toEqual(['name', 'mrn', 'mrn'])
})
