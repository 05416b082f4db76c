import type { StudyRecord } from '#contract/study/record.ts'
import { PAGE_ROWS, pageOfRow } from '#web/api/study_list.ts'

/** From one study of the worklist to another. Rows are counted from 0; a page is asked for by its number from 1. */

export type ListedStudy = Pick<
  StudyRecord,
  'uuid' | 'study_uid' | 'phi_namespace' | 'patientid' | 'patient_name' | 'patient_birth_date'
>
export type ReadPage = (number: number) => Promise<readonly ListedStudy[]>
export type Step = 1 | -1

export interface Row {
  readonly index: number
  readonly study: ListedStudy
}

/** Rows of one patient passed over before a search for another one is given up. */
const MOST_PASSED = 1000

async function rowAt(read: ReadPage, index: number): Promise<Row | undefined> {
  if (index < 0) return undefined
  const study = (await read(pageOfRow(index)))[index % PAGE_ROWS]
  return study && { index, study }
}

/** Where a study stands in a page that has it. */
export function indexIn(page: readonly ListedStudy[], number: number, uuid: string): number | undefined {
  const place = page.findIndex((study) => study.uuid === uuid)
  return place < 0 ? undefined : (number - 1) * PAGE_ROWS + place
}

/** Studies arrive above and leave: the row is looked for where it was, then a page on and a page back. */
async function rowOf(read: ReadPage, index: number, uuid: string): Promise<number | undefined> {
  const number = pageOfRow(index)
  for (const near of [number, number + 1, number - 1]) {
    const found = near < 1 ? undefined : indexIn(await read(near), near, uuid)
    if (found !== undefined) return found
  }
  return undefined
}

/** The row before or after a study; undefined at the ends of the list. */
export async function neighbourStudy(
  read: ReadPage,
  index: number,
  uuid: string,
  step: Step,
): Promise<Row | undefined> {
  const now = await rowOf(read, index, uuid)
  // A study that has left the list gave its place to the one behind it.
  return rowAt(read, now === undefined ? index + Math.min(step, 0) : now + step)
}

/** An ID alone is one patient only where one authority gives it. Studies without any of these are not known to be alike. */
const patientOf = ({ uuid, patientid, patient_name, patient_birth_date }: ListedStudy): string =>
  patientid || patient_name ? JSON.stringify([patientid, patient_name, patient_birth_date]) : uuid

/**
 * The first row of the next patient, or of the one before. `open` is the study on screen, as far as it is known; it need
 * not be in the list any more.
 */
export async function neighbourPatient(
  read: ReadPage,
  index: number,
  uuid: string,
  step: Step,
  open: ListedStudy | undefined,
): Promise<Row | undefined> {
  const now = await rowOf(read, index, uuid)
  const here = now === undefined ? open : ((await rowAt(read, now))?.study ?? open)
  let row = await neighbourStudy(read, index, uuid, step)
  for (let passed = 0; row && here && patientOf(row.study) === patientOf(here); passed += 1) {
    if (passed === MOST_PASSED) return undefined
    row = await rowAt(read, row.index + step)
  }
  if (!row || step === 1) return row
  for (let passed = 0; passed < MOST_PASSED; passed += 1) {
    const before = await rowAt(read, row.index - 1)
    if (!before || patientOf(before.study) !== patientOf(row.study)) break
    row = before
  }
  return row
}
