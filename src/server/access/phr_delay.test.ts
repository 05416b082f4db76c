import { expect, test } from 'vitest'
import { PhrDelay, toldDelays } from './phr_delay.ts'

// A Wednesday, 12:00 in UTC, 14:00 in Paris.
const NOW = Date.parse('2026-07-15T12:00:00Z')
const utc = { zone: 'UTC', matrix: undefined }
const context = (modality: string) => () => ({
  field: (name: string) => (name === 'modality' ? modality : null),
  param: () => null,
  role: { name: null, id: null },
})
const cutoff = (setting: unknown, modality = 'CT', calendar: { zone: string; matrix: unknown } = utc) => {
  const at = new PhrDelay(setting, calendar, NOW).cutoff({ modality }, context(modality))
  return Number.isFinite(at) ? new Date(at).toISOString().slice(0, 16) : 'never'
}

test('minutes, by modality, by the first condition that holds', () => {
  expect(cutoff('90')).toBe('2026-07-15T10:30')
  expect(cutoff(30)).toBe('2026-07-15T11:30')
  const byModality = '{"CT":"60","MG":1440,"ALL":0}'
  expect(cutoff(byModality)).toBe('2026-07-15T11:00')
  expect(cutoff(byModality, 'SR\\mg')).toBe('2026-07-14T12:00')
  expect(cutoff(byModality, 'US')).toBe('2026-07-15T12:00')
  expect(cutoff('{"MG":1440}', 'US')).toBe('2026-07-15T12:00')
  const table = JSON.stringify([
    { delay: 120, condition: { '-eq': [{ '-field': 'modality' }, 'MR'] } },
    { delay: '15', condition: 1 },
  ])
  expect(cutoff(table, 'MR')).toBe('2026-07-15T10:00')
  expect(cutoff(table, 'CT')).toBe('2026-07-15T11:45')
})

test('what nobody can read keeps everything back', () => {
  expect(cutoff('{"CT":')).toBe('never')
  expect(cutoff('soon')).toBe('never')
  expect(cutoff('{"CT":"1 week"}')).toBe('never')
})

test('work hours are those of the account, in its time zone', () => {
  const day = [...Array<number>(8).fill(0), ...Array<number>(9).fill(1)]
  // Monday to Friday from 8 to 17, without the weekend.
  const matrix = JSON.stringify([day, day, day, day, day, [], []])
  expect(cutoff('3wh')).toBe('2026-07-15T09:00')
  expect(cutoff('2wh', 'CT', { zone: 'UTC', matrix })).toBe('2026-07-15T10:00')
  // Four hours of today, nine of Tuesday, nine of Monday, one of the Friday before.
  expect(cutoff('23WH', 'CT', { zone: 'UTC', matrix })).toBe('2026-07-10T16:00')
  expect(cutoff('6.5wh', 'CT', { zone: 'Europe/Paris', matrix })).toBe('2026-07-14T14:30')
  // An offset of half an hour: 17:30 in Kolkata.
  expect(cutoff('1wh', 'CT', { zone: 'Asia/Kolkata', matrix })).toBe('2026-07-15T10:30')
  expect(cutoff('1wh', 'CT', { zone: 'UTC', matrix: '[[],[],[],[],[],[],[]]' })).toBe('never')
})

const told = (setting: unknown, least = 0) =>
  toldDelays(setting, least).map(({ modality, minutes, work_hours, at_most }) =>
    [
      modality ?? 'all',
      minutes ?? 'never',
      ...(work_hours ? [`${work_hours}wh`] : []),
      ...(at_most ? ['most'] : []),
    ].join(' '),
  )

test('delays are told as they hold: for all, for modalities that differ, at the most where conditions decide', () => {
  expect(told(null)).toEqual(['all 0'])
  expect(told('0', 60)).toEqual(['all 60'])
  expect(told('90', 60)).toEqual(['all 90'])
  expect(told('8wh', 60)).toEqual(['all 60 8wh'])
  expect(told('{"mg":1440,"US":0,"CT":"60"}')).toEqual(['all 0', 'MG 1440', 'CT 60'])
  expect(told('{"MG":30,"ALL":120}', 60)).toEqual(['all 120', 'MG 60'])
  const table = JSON.stringify([
    { delay: 120, condition: { '-eq': [{ '-field': 'modality' }, 'MR'] } },
    { delay: '15', condition: 1 },
  ])
  expect(told(table)).toEqual(['all 120 most'])
  expect(told('soon')).toEqual(['all never'])
  expect(told('{"CT":')).toEqual(['all never'])
})
