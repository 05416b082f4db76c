import { describe, expect, test } from 'vitest'
import { PAGE_ROWS } from '#web/api/study_list.ts'
import { type ListedStudy, neighbourPatient, neighbourStudy } from './walk.ts'

const study = (uuid: string, patient: string | null): ListedStudy => ({
  uuid,
  study_uid: `1.2.${uuid}`,
  phi_namespace: 'n',
  patientid: patient,
  patient_name: patient,
  patient_birth_date: null,
})

function listOf(studies: readonly ListedStudy[]) {
  const asked: number[] = []
  const read = async (number: number) => {
    asked.push(number)
    return studies.slice((number - 1) * PAGE_ROWS, number * PAGE_ROWS)
  }
  return { read, asked }
}

describe('the next study', () => {
  const { read } = listOf(Array.from({ length: 101 }, (_, index) => study(`s${index}`, `p${index}`)))

  test('stands on the next page where one ends', async () => {
    expect(await neighbourStudy(read, 99, 's99', 1)).toMatchObject({ index: 100, study: { uuid: 's100' } })
    expect(await neighbourStudy(read, 100, 's100', -1)).toMatchObject({ index: 99 })
  })

  test('is none at either end', async () => {
    expect(await neighbourStudy(read, 0, 's0', -1)).toBeUndefined()
    expect(await neighbourStudy(read, 100, 's100', 1)).toBeUndefined()
  })

  test('is counted from where the study stands now, on another page too', async () => {
    expect(await neighbourStudy(read, 3, 's5', 1)).toMatchObject({ index: 6 })
    expect(await neighbourStudy(read, 98, 's100', -1)).toMatchObject({ index: 99 })
  })

  test('is the one that took the place of a study that has left the list', async () => {
    expect(await neighbourStudy(read, 4, 'gone', 1)).toMatchObject({ index: 4 })
    expect(await neighbourStudy(read, 4, 'gone', -1)).toMatchObject({ index: 3 })
    expect(await neighbourStudy(read, 0, 'gone', -1)).toBeUndefined()
  })
})

test('the list is not read beyond the page in hand', async () => {
  const { read, asked } = listOf(Array.from({ length: 300 }, (_, index) => study(`s${index}`, 'p')))
  await neighbourStudy(read, 150, 's150', 1)
  expect(new Set(asked)).toEqual(new Set([2]))
})

describe('the next patient', () => {
  const studies = ['a', 'a', 'b', 'b', 'b', 'c'].map((patient, index) => study(`s${index}`, patient))
  const { read } = listOf(studies)
  const go = async (index: number, step: 1 | -1) =>
    (await neighbourPatient(read, index, `s${index}`, step, undefined))?.index

  test('begins where the one on screen ends; the one before is entered at its first study', async () => {
    expect([await go(0, 1), await go(3, 1), await go(5, 1)]).toEqual([2, 5, undefined])
    expect([await go(5, -1), await go(4, -1), await go(1, -1)]).toEqual([2, 0, undefined])
  })

  test('is told from the open study when that has left the list', async () => {
    expect((await neighbourPatient(read, 2, 'gone', 1, study('gone', 'b')))?.index).toBe(5)
    expect((await neighbourPatient(read, 2, 'gone', 1, study('gone', 'z')))?.index).toBe(2)
  })

  test('two studies without a name are two patients; one ID with two names too', async () => {
    const other = { ...study('s2', 'a'), patient_name: 'Other' }
    const unnamed = listOf([study('s0', null), study('s1', null), study('s1a', 'a'), other]).read
    expect((await neighbourPatient(unnamed, 0, 's0', 1, undefined))?.index).toBe(1)
    expect((await neighbourPatient(unnamed, 2, 's1a', 1, undefined))?.index).toBe(3)
  })
})
