import { expect, test } from 'vitest'
import type { Dataset } from '../../data/dicomJson.ts'
import { nameOfTag } from './names.ts'
import { isItem, matchingRows, ofFrame, rowsOf, tagText } from './rows.ts'

const dataset: Dataset = {
  '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Doe^Jane', Ideographic: '山田' }] },
  '00080008': { vr: 'CS', Value: ['ORIGINAL', 'PRIMARY'] },
  '00081140': {
    vr: 'SQ',
    Value: [{ '00081155': { vr: 'UI', Value: ['1.2.3'] } }, { '00081155': { vr: 'UI', Value: ['1.2.4'] } }],
  },
  '00090010': { vr: 'LO', Value: ['ACME 1.0'] },
  '00091001': { vr: 'OB', InlineBinary: 'AAAA' },
  '60000010': { vr: 'US', Value: [4] },
  '60020010': { vr: 'US', Value: [8] },
}
const rows = rowsOf(dataset, nameOfTag)

test('attributes stand in the order of their tags, items below their sequence', () => {
  expect(rows.map(({ path }) => path)).toEqual([
    '00080008',
    '00081140',
    '00081140/0/',
    '00081140/0/00081155',
    '00081140/1/',
    '00081140/1/00081155',
    '00090010',
    '00091001',
    '00100010',
    '60000010',
    '60020010',
  ])
  expect(rows.map(({ depth }) => depth)).toEqual([0, 0, 1, 2, 1, 2, 0, 0, 0, 0, 0])
})

test('values and names are written as people read them', () => {
  const row = (path: string) => rows.find((one) => one.path === path)
  expect(row('00100010')).toMatchObject({ name: 'Patient Name', value: 'Doe^Jane=山田' })
  expect(row('00080008')).toMatchObject({ name: 'Image Type', value: 'ORIGINAL\\PRIMARY' })
  expect(row('00081140/0/00081155')?.name).toBe('Referenced SOP Instance UID')
  expect(row('00091001')).toMatchObject({ name: 'ACME 1.0', binary: true })
  expect(row('60020010')?.name).toBe('Overlay Rows')
  expect(tagText('0010abcd')).toBe('(0010,abcd)')
})

test('a search finds by tag, name and value, and keeps what the row stands in', () => {
  const found = (search: string) =>
    matchingRows(rows, search)
      .filter((row) => !isItem(row))
      .map(({ path }) => path)
  expect(found('1.2.4')).toEqual(['00081140', '00081140/1/00081155'])
  expect(found('(0010,0010)')).toEqual(['00100010'])
  expect(found('patientname jane')).toEqual(['00100010'])
  expect(found('nothing of the kind')).toEqual([])
  expect(found(' ')).toHaveLength(9)
})

test('of the per-frame groups only those of the frame are listed', () => {
  const multi: Dataset = {
    '52009230': {
      vr: 'SQ',
      Value: [{ '00189074': { vr: 'DT', Value: ['1'] } }, { '00189074': { vr: 'DT', Value: ['2'] } }],
    },
  }
  const values = rowsOf(ofFrame(multi, 2), nameOfTag).flatMap(({ value, tag }) =>
    tag === '00189074' ? [value] : [],
  )
  expect(values).toEqual(['2'])
  expect(ofFrame(dataset, 1)).toBe(dataset)
})
