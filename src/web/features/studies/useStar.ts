import { studyStar } from '#contract/study/edit.ts'
import { studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { useCommand } from '#web/api/query.ts'

/** Stars a study for the user, or takes the star away. */
export const useStar = () => useCommand(studyStar, { invalidates: [studyList, studyGet] })
