import { z } from 'zod'
import { askedQuestion } from '../ai_question.ts'
import { anyOf, command } from '../command.ts'
import { commaList, text, uuid } from '../value.ts'

/**
 * A study custom field `ai_QUESTION` enables a question and takes its answer, `ai_QUESTION_raw` the whole of it where
 * there is one. NODE_NOT_SETUP where the installation has no AI stack; `error_subtype` of the others is the question.
 */
export const studyQuestion = command('/study/question', {
  permission: anyOf('study_edit'),
  /** One question, or a JSON array of them, which are asked one after the other. */
  params: z.object({ uuid, question: commaList, detail: text.optional() }),
  returns: z.object({}),
  errors: ['NOT_ENABLED', 'NODE_NOT_SETUP', 'IN_PROCESS'],
})

/** Ours: what can be asked of a study, and what was answered last. Empty where the installation has no AI stack. */
export const studyQuestionList = command('/study/question/list', {
  permission: anyOf('study_edit'),
  params: z.object({ uuid }),
  returns: z.object({ questions: z.array(askedQuestion) }),
  errors: [],
})
