import { expect, test } from 'vitest'
import { countOf, PAGE_ROWS, pageOfRow, studyPage, studyPlaceOf } from './study_list.ts'

test('a place survives the navigation state; anything else there is no place', () => {
  const place = { list: { 'filter.modality.equals': 'CT', sort_by: 'study_date-desc' }, index: 3 }
  expect(studyPlaceOf(structuredClone(place))).toEqual(place)
  expect(
    [null, undefined, {}, { ...place, index: -1 }, { ...place, list: { a: 1 } }].map(studyPlaceOf),
  ).toEqual(Array.from({ length: 5 }, () => undefined))
})

test('pages are counted from 1, rows from 0; the count knows no order', () => {
  expect([0, PAGE_ROWS - 1, PAGE_ROWS].map(pageOfRow)).toEqual([1, 1, 2])
  const list = { 'filter.modality.equals': 'CT', sort_by: 'study_date-desc' } as const
  expect(studyPage(list, 2).queryKey).toEqual([
    '/study/list',
    { ...list, 'page.rows': PAGE_ROWS, 'page.number': 2 },
  ])
  expect(countOf(list).queryKey).toEqual(['/study/count', { 'filter.modality.equals': 'CT' }])
})
