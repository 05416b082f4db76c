import { studyStar } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { call } from '#web/api/call.ts'
import { keyOf, queryClient } from '#web/api/query.ts'

/** Shows a star at once on every page of the list that holds the study. */
function show(uuid: string, star: 0 | 1): void {
  queryClient.setQueriesData<{ studies: StudyRecord[] }>(
    { queryKey: keyOf(studyList), predicate: ({ state }) => state.data !== undefined },
    (answer) =>
      answer?.studies.some((study) => study.uuid === uuid)
        ? {
            ...answer,
            studies: answer.studies.map((study) => (study.uuid === uuid ? { ...study, star } : study)),
          }
        : answer,
  )
  queryClient.setQueriesData<StudyRecord>({ queryKey: keyOf(studyGet) }, (study) =>
    study?.uuid === uuid ? { ...study, star } : study,
  )
}

/** Stars a study for the user, or takes the star away; what the server holds is shown if it refuses. */
export async function toggleStar({ uuid, star: before }: StudyRecord): Promise<void> {
  const star = before === 1 ? 0 : 1
  show(uuid, star)
  try {
    await call(studyStar, { uuid, star })
  } catch {
    show(uuid, before)
  }
}
