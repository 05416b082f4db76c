import type { StudyRecord } from '#contract/study/record.ts'
import { queryClient } from '#web/api/query.ts'
import { PAGE_ROWS, type StudyListParams, studyPage } from '#web/api/study_list.ts'

/** Rows of one request when many are wanted. */
const LARGE_PAGE = 1000

/** The first studies of a list, `most` at most. */
export async function firstStudies(params: StudyListParams, most: number): Promise<StudyRecord[]> {
  const studies: StudyRecord[] = []
  for (let number = 1; studies.length < most; number += 1) {
    const page = await queryClient.fetchQuery({ ...studyPage(params, number, LARGE_PAGE), gcTime: 0 })
    studies.push(...page.studies)
    if (page.page.more === 0) break
  }
  return studies.slice(0, most)
}

/** The studies between two places of a list, both included, read where they are not yet known. */
export async function studiesBetween(params: StudyListParams, a: number, b: number): Promise<StudyRecord[]> {
  const [first, last] = a < b ? [a, b] : [b, a]
  const numbers: number[] = []
  for (
    let number = Math.floor(first / PAGE_ROWS) + 1;
    number <= Math.floor(last / PAGE_ROWS) + 1;
    number += 1
  ) {
    numbers.push(number)
  }
  const pages = await Promise.all(
    numbers.map((number) => queryClient.ensureQueryData(studyPage(params, number))),
  )
  const start = ((numbers[0] ?? 1) - 1) * PAGE_ROWS
  return pages.flatMap(({ studies }) => studies).slice(first - start, last - start + 1)
}
