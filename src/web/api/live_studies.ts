import { studyCount, studyCountByFilter, studyList } from '#contract/study/list.ts'
import { studyGet } from '#contract/study/read.ts'
import { type Live, useLive } from './live.ts'

const STUDIES: Live = {
  kind: 'study',
  events: ['READY', 'EDIT', 'STATUS'],
  reads: [studyList, studyCount, studyCountByFilter, studyGet],
}

/** Reads lists and counts again when studies of these namespaces arrive or change. */
export const useLiveStudies = (namespaces: readonly string[]): void => useLive(STUDIES, namespaces)
