import { useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { answerField, STUDY_QUESTIONS } from '#contract/ai_question.ts'
import { studyQuestionList } from '#contract/study/question.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { commandQuery } from './query.ts'

/** Opens the questions that can be asked of a study, where the application has them around this. */
export type AskAbout = (study: StudyRecord) => void

export const QuestionAction = createContext<AskAbout | undefined>(undefined)

const FIELDS = new Set([...STUDY_QUESTIONS.keys()].map((question) => answerField(question).toLowerCase()))

/**
 * Opens the questions about a study; nothing where the reader may ask none, the account enables none, or the server
 * has nobody to ask.
 */
export function useAskAbout(study: StudyRecord): (() => void) | undefined {
  const open = useContext(QuestionAction)
  const enabled =
    open !== undefined &&
    study.permissions.study_edit === 1 &&
    (study.customfields ?? []).some(({ name }) => FIELDS.has(name.toLowerCase()))
  const { data } = useQuery({ ...commandQuery(studyQuestionList, { uuid: study.uuid }), enabled })
  return open !== undefined && enabled && (data?.questions.length ?? 0) > 0 ? () => open(study) : undefined
}
