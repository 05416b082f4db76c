import { expect, test } from 'vitest'
import { overlaid, sameHoles } from './overlay.ts'

const over = (text: string, tags: Record<string, string>, language = 'en') =>
  overlaid(language, 'studies', { some: { text } }, tags).some

const EXAM = { 'word.study.one': 'exam', 'word.study.other': 'exams' }

test('a word is another one wherever it stands, in its form and case, with its article', () => {
  expect(over('Open a study. Studies of a patient', EXAM)).toEqual({
    text: 'Open an exam. Exams of a patient',
  })
  expect(over('A study', { 'word.study.one': 'scan' })).toEqual({ text: 'A scan' })
  expect(over('An image', { 'word.image.one': 'picture' })).toEqual({ text: 'A picture' })
  expect(over('{{count, number}} studies', EXAM)).toEqual({ text: '{{count, number}} exams' })
  expect(over('L’examen est prêt', { 'word.study.one': 'acte' }, 'fr')).toEqual({ text: 'L’acte est prêt' })
})

test('parts of words, placeholders and terms of DICOM stay', () => {
  expect(over('Studying {{study}} by its Study Instance UID', EXAM)).toEqual({
    text: 'Studying {{study}} by its Study Instance UID',
  })
  expect(over('sériel', { 'word.series.one': 'suite' }, 'fr')).toEqual({ text: 'sériel' })
})

test('a text of its own goes before words', () => {
  expect(over('Share study', { ...EXAM, 'studies:some.text': 'Send it' })).toEqual({ text: 'Send it' })
})

test('a text of its own has to name what the standing one names', () => {
  expect(sameHoles('{{count, number}} exams', '{{count, number}} studies')).toBe(true)
  expect(sameHoles('exams', '{{count, number}} studies')).toBe(false)
  expect(sameHoles('<b>exams</b>', '<b>studies</b>')).toBe(true)
})
