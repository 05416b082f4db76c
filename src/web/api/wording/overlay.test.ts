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

const SCAN = { 'word.study.one': 'exploration', 'word.study.other': 'explorations', 'word.study.gender': 'f' }

test.each([
  ['Ouvrir l’examen', 'Ouvrir l’exploration'],
  ['Un examen de ce patient', 'Une exploration de ce patient'],
  ['Nouvel examen. Cet examen', 'Nouvelle exploration. Cette exploration'],
  ['du premier examen à l’autre examen', 'de la première exploration à l’autre exploration'],
  ['tous les examens, aucun examen', 'toutes les explorations, aucune exploration'],
  ['{{count, number}} examens supprimés', '{{count, number}} explorations supprimées'],
  [
    'L’examen est partagé, les examens sont supprimés',
    'L’exploration est partagée, les explorations sont supprimées',
  ],
  ['d’examens', 'd’explorations'],
])('articles and participles follow the gender of a word: %s', (text, wanted) => {
  expect(over(text, SCAN, 'fr')).toEqual({ text: wanted })
})

test('a word that begins with another sound loses or gets its elision', () => {
  const scan = { 'word.study.one': 'scanner', 'word.study.other': 'scanners' }
  expect(over('L’examen, cet examen, d’examens, nouvel examen', scan, 'fr')).toEqual({
    text: 'Le scanner, ce scanner, de scanners, nouveau scanner',
  })
  const suite = { 'word.series.one': 'acquisition', 'word.series.other': 'acquisitions' }
  expect(over('la série, de la série, de séries', suite, 'fr')).toEqual({
    text: 'l’acquisition, de l’acquisition, d’acquisitions',
  })
  const lot = { 'word.series.one': 'lot', 'word.series.gender': 'm' }
  expect(over('de la série ajoutée, cette série', lot, 'fr')).toEqual({ text: 'du lot ajouté, ce lot' })
  const dossier = { 'word.folder.one': 'collection', 'word.folder.gender': 'f' }
  expect(over('au dossier, du dossier partagé', dossier, 'fr')).toEqual({
    text: 'à la collection, de la collection partagée',
  })
})
