import { expect, test } from 'vitest'
import type { Dataset } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import { suvFactorsOf } from './suv.ts'

const of = (values: Record<string, readonly unknown[]>): Dataset =>
  Object.fromEntries(Object.entries(values).map(([tag, Value]) => [tag, { Value }]))

const pet = (uid: string, more: Record<string, readonly unknown[]> = {}) =>
  of({
    [Tag.SOPInstanceUID]: [uid],
    [Tag.SOPClassUID]: ['1.2.840.10008.5.1.4.1.1.128'],
    [Tag.Units]: ['BQML'],
    '00541102': ['START'],
    '00280051': ['ATTN', 'DECY'],
    '00101030': [70],
    '00101020': [1.7],
    '00100040': ['F'],
    '00080021': ['20260102'],
    '00080031': ['130000'],
    [Tag.AcquisitionDate]: ['20260102'],
    [Tag.AcquisitionTime]: ['130000'],
    '00540016': [of({ '00181075': [6588], '00181074': [370e6], '00181072': ['120000'] })],
    ...more,
  })

test('activity becomes SUV by body weight and the dose that is left at the scan', () => {
  const left = 370e6 * 2 ** (-3600 / 6588)
  const factors = suvFactorsOf([pet('1'), pet('2', { [Tag.AcquisitionTime]: ['131500'] })])
  expect(factors.get('1')?.factor).toBeCloseTo(70_000 / left, 10)
  // Corrected to the start of the series: a later bed position has the same factor.
  expect(factors.get('2')?.factor).toBeCloseTo(70_000 / left, 10)
})

test('corrected to the injection, the whole dose counts', () => {
  expect(suvFactorsOf([pet('1', { '00541102': ['ADMIN'] })]).get('1')?.factor).toBeCloseTo(70_000 / 370e6, 10)
})

test('SUV already stays of its kind', () => {
  expect(suvFactorsOf([pet('1', { [Tag.Units]: ['GML'] })]).get('1')?.factor).toBe(1)
  const lean = suvFactorsOf([pet('1', { [Tag.Units]: ['GML'], '00541006': ['LBM'] })], 'ibw')
  expect(lean.get('1')).toEqual({ factor: 1, type: 'lbm' })
  expect(suvFactorsOf([pet('1', { [Tag.Units]: ['CM2ML'] })]).get('1')?.type).toBe('bsa')
})

test('counts are scaled by what Philips writes beside them', () => {
  const philips = { '70530010': ['Philips PET Private Group'], '70531000': [0.0005] }
  expect(suvFactorsOf([pet('1', { [Tag.Units]: ['CNTS'], ...philips })]).get('1')?.factor).toBe(0.0005)
})

test('without weight, dose or corrections nothing is made up', () => {
  expect(suvFactorsOf([pet('1', { '00101030': [] })]).size).toBe(0)
  expect(suvFactorsOf([pet('1', { '00540016': [] })]).size).toBe(0)
  expect(suvFactorsOf([pet('1', { '00280051': ['ATTN'] })]).size).toBe(0)
  expect(suvFactorsOf([pet('1', { [Tag.Units]: ['CNTS'] })]).size).toBe(0)
})

test('by lean mass, surface or ideal weight, where size and sex are known', () => {
  // A woman of 70 kg and 170 cm.
  const ratio = (type: 'lbm' | 'bsa' | 'ibw', more = {}) => {
    const [wanted, byWeight] = [suvFactorsOf([pet('1', more)], type), suvFactorsOf([pet('1', more)])]
    expect(byWeight.get('1')?.type).toBe('bw')
    const suv = wanted.get('1')
    return suv && [suv.type, suv.factor / (byWeight.get('1')?.factor ?? 0)]
  }
  expect(ratio('lbm')).toEqual(['lbm', expect.closeTo((1.07 * 70 - 148 * (70 / 170) ** 2) / 70)])
  expect(ratio('bsa')).toEqual(['bsa', expect.closeTo((0.007184 * 70 ** 0.425 * 170 ** 0.725 * 10) / 70)])
  expect(ratio('ibw')).toEqual(['ibw', expect.closeTo((45.5 + 0.91 * 18) / 70)])
  expect(ratio('lbm', { '00101020': [] })).toEqual(['bw', 1])
  expect(ratio('ibw', { '00100040': ['O'] })).toEqual(['bw', 1])
})
