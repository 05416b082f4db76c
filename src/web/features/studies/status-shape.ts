import type { StudyRecord } from '#contract/study/record.ts'
import type { Shape } from '#web/ui/StatusShape.tsx'

/** Words that accounts use for their study statuses, and the shape that says the same. */
const KNOWN: readonly (readonly [RegExp, Shape])[] = [
  [/\b(unread|new|to (be )?read|received|non lu|nouveau)\b/i, 'ring'],
  [/\b(reading|in progress|assigned|open|en cours)\b/i, 'half'],
  [/\b(draft|dictated|brouillon)\b/i, 'dashed'],
  [/\b(prelim\w*|transcribed|pending)\b/i, 'target'],
  [/\b(addend\w*|amended)\b/i, 'added'],
  [/\b(final|finali[sz]ed|signed|read|done|complete\w*|reported|archived|sign[ée]|lu)\b/i, 'done'],
]

export interface StudyState {
  shape: Shape
  /** The account's own word; undefined for a study that is still arriving, or has none. */
  word: string | undefined
  receiving: boolean
  /** Nothing left to do: drawn quietly. */
  done: boolean
}

/** What is to be done about a study, from its status and whether it is all there. */
export function studyState(
  study: Pick<StudyRecord, 'phantom' | 'study_status' | 'study_status_tags_default'>,
): StudyState {
  if (study.phantom === 1) return { shape: 'warning', word: undefined, receiving: true, done: false }
  const word = study.study_status ?? study.study_status_tags_default ?? undefined
  const shape = word === undefined ? 'dash' : (KNOWN.find(([pattern]) => pattern.test(word))?.[1] ?? 'target')
  return { shape, word, receiving: false, done: shape === 'done' || shape === 'added' }
}
