import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { namespaceQuestion, namespaceQuestionList } from '#contract/namespace.ts'
import { studyQuestion, studyQuestionList } from '#contract/study/question.ts'
import { studyGet } from '#contract/study/read.ts'
import { call } from './call.ts'
import { type Live, useLive } from './live.ts'
import { commandQuery, keyOf, queryClient } from './query.ts'
import { errorTypeOf } from './refusal.ts'

const answered = (...reads: Live['reads']): Live => ({ kind: 'job', events: ['DONE'], reads })

const COMMANDS = {
  // The answer is in a custom field of the study as well.
  study: { list: studyQuestionList, ask: studyQuestion, live: answered(studyQuestionList, studyGet) },
  namespace: {
    list: namespaceQuestionList,
    ask: namespaceQuestion,
    live: answered(namespaceQuestionList),
  },
} as const

/** Where an event is missed, and when a question has begun to be asked, which is not told. */
const LOOK_AGAIN_MS = 4000

/**
 * What can be asked by the AI stack of a study, or of a namespace, with the answers as they come, and how to ask:
 * that answers why it was refused, in words, or nothing.
 */
export function useQuestions(kind: 'study' | 'namespace', uuid: string, namespace: string, enabled = true) {
  const { t } = useTranslation('question')
  const { list, ask, live } = COMMANDS[kind]
  useLive(live, enabled ? [namespace] : [])
  const { data, error } = useQuery({
    ...commandQuery(list, { uuid }),
    enabled,
    refetchInterval: ({ state }) =>
      state.data?.questions.some((one) => one.state === 'SCHEDULED' || one.state === 'RUNNING') === true &&
      LOOK_AGAIN_MS,
  })
  const put = async (question: string[], detail: string): Promise<string | undefined> => {
    try {
      await call(ask, { uuid, question, ...(detail ? { detail } : {}) })
      return undefined
    } catch (failure) {
      return t(`refused.${errorTypeOf(failure) ?? 'failed'}`, t('refused.other'))
    } finally {
      await queryClient.invalidateQueries({ queryKey: keyOf(list) })
    }
  }
  return { questions: data?.questions, error, ask: put }
}
