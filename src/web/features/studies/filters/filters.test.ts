import { expect, test } from 'vitest'
import { filterParams, readAddress, writeAddress } from './address.ts'
import { escapeLike, type Filter, unescapeLike } from './condition.ts'
import { resolveDay } from './day.ts'
import { withField } from './field.ts'
import { type Period, periodFilters, readPeriod } from './period.ts'

test('an address holds filters, search, order, view, study and namespace, and reads back the same', () => {
  const address = {
    filters: [
      { field: 'patient_name', condition: 'like', value: '%O\\%Neil & Sons%' },
      { field: 'modality', condition: 'in', value: '["CT","MR"]' },
      { field: 'customfield-6f1c0e6a-3b1e-4a43-9c1c-7f7f4a1d2b3c', condition: 'equals', value: 'a=b' },
    ] satisfies Filter[],
    search: 'doe ct 2026',
    sort: { id: 'study_date', descending: true },
    view: 'v1',
    study: 's1',
    namespace: 'n1',
  }
  expect(readAddress(new URLSearchParams(writeAddress(address).toString()))).toEqual(address)
})

test('an address without anything is the whole list', () => {
  expect(readAddress(new URLSearchParams('foo=1&filter.patient_name.sounds=x'))).toEqual({
    filters: [],
    search: '',
    sort: undefined,
    view: undefined,
    study: undefined,
    namespace: undefined,
  })
})

test.each<Period>([
  { kind: 'today' },
  { kind: 'yesterday' },
  { kind: 'last', days: 7 },
  { kind: 'between', from: '2026-01-30', to: '2026-02-28' },
  { kind: 'between', from: '', to: '2026-02-28' },
  { kind: 'between', from: '2026-01-30', to: '' },
])('a period reads back from its filters: %o', (period) => {
  expect(readPeriod(periodFilters('study_date', period))).toEqual(period)
})

test('moving days are put in when a list is asked for, DICOM dates in their own form', () => {
  const filters = [
    ...periodFilters('study_date', { kind: 'last', days: 7 }),
    ...periodFilters('created', { kind: 'yesterday' }),
  ]
  expect(filterParams(filters, '2026-03-02')).toEqual({
    'filter.study_date.ge': '20260224',
    'filter.created.ge': '2026-03-01',
    'filter.created.lt': '2026-03-02',
  })
  expect(resolveDay('__TOMORROW__', '2026-12-31')).toBe('2027-01-01')
})

test('text with wildcards in it means itself', () => {
  expect(escapeLike('50%_a\\b')).toBe('50\\%\\_a\\\\b')
  expect(unescapeLike(escapeLike('50%_a\\b'))).toBe('50%_a\\b')
})

test('changing a field keeps its place, taking it away leaves the others', () => {
  const a: Filter = { field: 'a', condition: 'equals', value: '1' }
  const b: Filter = { field: 'b', condition: 'ge', value: '1' }
  const b2: Filter = { field: 'b', condition: 'le', value: '2' }
  expect(withField([a, b], 'a', [{ ...a, value: '2' }])).toEqual([{ ...a, value: '2' }, b])
  expect(withField([a, b, b2], 'b', [])).toEqual([a])
  expect(withField([a], 'b', [b, b2])).toEqual([a, b, b2])
})
