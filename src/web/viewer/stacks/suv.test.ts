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
  expect(factors.get('1')).toBeCloseTo(70_000 / left, 10)
  // Corrected to the start of the series: a later bed position has the same factor.
  expect(factors.get('2')).toBeCloseTo(70_000 / left, 10)
})

test('corrected to the injection, the whole dose counts', () => {
  expect(suvFactorsOf([pet('1', { '00541102': ['ADMIN'] })]).get('1')).toBeCloseTo(70_000 / 370e6, 10)
})

test('g/ml is SUV by body weight unless it says another kind', () => {
  expect(suvFactorsOf([pet('1', { [Tag.Units]: ['GML'] })]).get('1')).toBe(1)
  expect(suvFactorsOf([pet('1', { [Tag.Units]: ['GML'], '00541006': ['LBM'] })]).size).toBe(0)
})

test('counts are scaled by what Philips writes beside them', () => {
  const philips = { '70530010': ['Philips PET Private Group'], '70531000': [0.0005] }
  expect(suvFactorsOf([pet('1', { [Tag.Units]: ['CNTS'], ...philips })]).get('1')).toBe(0.0005)
})

test('without weight, dose or corrections nothing is made up', () => {
  expect(suvFactorsOf([pet('1', { '00101030': [] })]).size).toBe(0)
  expect(suvFactorsOf([pet('1', { '00540016': [] })]).size).toBe(0)
  expect(suvFactorsOf([pet('1', { '00280051': ['ATTN'] })]).size).toBe(0)
  expect(suvFactorsOf([pet('1', { [Tag.Units]: ['CNTS'] })]).size).toBe(0)
})
