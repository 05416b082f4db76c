import { expect, test } from 'vitest'
import { bodyPartsIn, sharedParts } from './anatomy.ts'
import { byScore, type ComparedStudy, comparability, modalitiesOf, priorsOf } from './score.ts'

const study = (uuid: string, more: Partial<ComparedStudy> = {}): ComparedStudy => ({
  uuid,
  study_uid: `1.${uuid}`,
  patientid: 'P1',
  patient_name: 'Thistledown^Per',
  patient_birth_date: '19550304',
  modality: 'CT',
  study_description: 'CT Chest/Abdomen w/o',
  study_date: '20261123',
  study_time: '171200',
  image_count: 10,
  ...more,
})
const current = study('now')

test('priors are the earlier studies of the same person, newest first', () => {
  const found = priorsOf(current, [
    study('old', { study_date: '20240101' }),
    study('last', { study_date: '20260212' }),
    study('later', { study_date: '20261201' }),
    study('morning', { study_time: '080000' }),
    study('undated', { study_date: null }),
    study('empty', { study_date: '20250101', image_count: 0 }),
    study('copy', { study_uid: '1.now' }),
    study('namesake', { study_date: '20250101', patient_birth_date: '19800101' }),
    study('elsewhere', { study_date: '20250102', patientid: 'P2' }),
  ])
  expect(found.map(({ study, number }) => [study.uuid, number])).toEqual([
    ['morning', 1],
    ['last', 2],
    ['old', 3],
  ])
})

test('without birth dates the name tells people with one ID apart', () => {
  const nameless = study('now', { patient_birth_date: null })
  const others = [
    study('same', { patient_name: 'THISTLEDOWN^PER^', study_date: '20250101' }),
    study('other', { patient_name: 'Else^Body', study_date: '20250101' }),
  ]
  expect(priorsOf(nameless, others).map(({ study }) => study.uuid)).toEqual(['same'])
})

test('what is alike comes first: modality, part of the body, words, date', () => {
  const priors = priorsOf(current, [
    study('head', { study_description: 'CT Head', study_date: '20261101' }),
    study('mr', { modality: 'MR', study_description: 'MR Abdomen', study_date: '20261101' }),
    study('older', { study_date: '20220101' }),
    study('newer', { study_date: '20260212' }),
  ])
  expect(byScore(priors).map(({ study }) => study.uuid)).toEqual(['newer', 'older', 'head', 'mr'])
  expect(comparability(current, current)).toBeCloseTo(100)
})

test('parts of the body in three languages, separated by whatever sign', () => {
  expect(bodyPartsIn('CT Chest/Abdomen w/o')).toEqual(['chest', 'abdomen'])
  expect(bodyPartsIn('IRM cérébrale du genou')).toContain('leg')
  expect(bodyPartsIn('MRT_Schädel')).toEqual(['head'])
  expect(bodyPartsIn('')).toEqual([])
  expect(sharedParts(['chest', 'abdomen'], ['chest'])).toBe(0.5)
  expect(sharedParts(['body'], ['chest'])).toBe(0.5)
  expect(sharedParts(['head'], ['chest'])).toBe(0)
})

test('reports and presentation states are no modality to compare by', () => {
  expect(modalitiesOf({ modality: 'PT\\CT/SR' })).toEqual(['PT', 'CT'])
  expect(modalitiesOf({ modality: null })).toEqual([])
})
