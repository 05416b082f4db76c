import { expect, test } from 'vitest'
import { bodyOf, fieldName, sectionsOf } from '#contract/radreport_body.ts'
import { sectionsWith, startingFields } from './fields.ts'
import { blanksOf, calledMacro, joined, nextBlank, nextBlankOf } from './text.ts'

test('the sections of a template are its headings, and what stands below them', () => {
  const body = 'ignored\n## Findings / Lungs\nClear.\n\n## Impression\n[normal]\n'
  expect(sectionsOf(body)).toEqual([
    { name: 'findings_lungs', title: 'Findings / Lungs', text: 'Clear.' },
    { name: 'impression', title: 'Impression', text: '[normal]' },
  ])
  expect(sectionsOf(bodyOf(sectionsOf(body)))).toEqual(sectionsOf(body))
  expect(startingFields(body)).toEqual({ findings_lungs: 'Clear.', impression: '[normal]' })
  expect(sectionsOf('All is well.')).toEqual([{ name: 'findings', title: 'Findings', text: 'All is well.' }])
  expect(fieldName('Résumé – médical')).toBe('résumé_médical')
  expect(
    sectionsWith({ impression: 'x', own_words: 'y', key_images: [] }, body).map(({ title }) => title),
  ).toEqual(['Findings / Lungs', 'Impression', 'Own words'])
})

test('open places are found one after the other, both ways', () => {
  const text = 'The [side] kidney is [size] long.'
  const [first, second] = blanksOf(text)
  expect(text.slice(first?.start, first?.end)).toBe('[side]')
  expect(nextBlank(text, { start: 0, end: 0 }, 1)).toEqual(first)
  expect(first && nextBlank(text, first, 1)).toEqual(second)
  expect(second && nextBlank(text, second, 1)).toBeUndefined()
  expect(second && nextBlank(text, second, -1)).toEqual(first)
  expect(nextBlank(text, { start: text.length, end: text.length }, -1)).toEqual(second)
})

test('after the last open place comes the first again', () => {
  const texts = ['[a] and [b]', 'none', '[c]']
  const caret = { field: 0, span: { start: 8, end: 11 } }
  const after = nextBlankOf(texts, caret, 1)
  expect(after).toEqual({ field: 2, span: { start: 0, end: 3 } })
  expect(nextBlankOf(texts, after, 1)).toEqual({ field: 0, span: { start: 0, end: 3 } })
  expect(nextBlankOf(texts, caret, -1)).toEqual({ field: 0, span: { start: 0, end: 3 } })
  expect(nextBlankOf(texts, undefined, -1)?.field).toBe(2)
  expect(nextBlankOf(['[only]'], { field: 0, span: { start: 6, end: 6 } }, 1)?.span.start).toBe(0)
  expect(nextBlankOf(['', ''], undefined, 1)).toBeUndefined()
})

test('a word after a full stop calls a macro, by its hotkey before its name', () => {
  const macros = [
    { name: 'nl', hotkey: null, text: 'by name' },
    { name: 'Normal chest', hotkey: 'NL', text: 'by hotkey' },
  ]
  expect(calledMacro('Lungs: .nl', 10, macros)).toMatchObject({
    macro: { text: 'by hotkey' },
    span: { start: 7, end: 10 },
  })
  expect(calledMacro('.normal-chest', 13, macros)?.macro.name).toBe('Normal chest')
  for (const text of ['3.nl', 'the end.', 'nl', '.other'])
    expect(calledMacro(text, text.length, macros), text).toBeUndefined()
})

test('words put in do not run into others', () => {
  expect(joined('Aorta', { start: 5, end: 5 }, '26 mm')).toBe(' 26 mm')
  expect(joined('Aorta ok', { start: 6, end: 6 }, '26 mm')).toBe('26 mm ')
  expect(joined('Aorta .', { start: 6, end: 6 }, '26 mm')).toBe('26 mm')
})
