import { STUDY_QUESTIONS } from '#contract/ai_question.ts'
import { studyQuestion, studyQuestionList } from '#contract/study/question.ts'
import { findStudy } from '../../access/study.ts'
import { lastAsked } from '../../ai/asked.ts'
import { answerFields, askQuestions, enabledQuestions, knownQuestions } from '../../ai/question.ts'
import { aiStack } from '../../ai/stack.ts'
import { handle } from '../../command.ts'
import { auditOf } from '../../study/change.ts'

export const ask = handle(studyQuestion, async ({ params, actor, services, refuse }) => {
  const { study } = await findStudy(services.db, actor, params, 'study_edit')
  const questions = knownQuestions(params.question, STUDY_QUESTIONS)
  for (const question of questions)
    if (!(await answerFields(services.db, study.account_id, question)).answer)
      throw refuse('NOT_ENABLED', question)
  const asked = {
    account_id: study.account_id,
    namespace_id: study.phi_namespace,
    study_id: study.uuid,
    audit: auditOf(study),
  }
  await askQuestions(services, actor, asked, questions, params.detail)
  return {}
})

export const list = handle(studyQuestionList, async ({ params, actor, services: { db, configuration } }) => {
  const { study } = await findStudy(db, actor, params, 'study_edit')
  const enabled = aiStack(configuration) ? await enabledQuestions(db, study.account_id) : []
  const of = { namespace_id: study.phi_namespace, study_id: study.uuid }
  return { questions: await lastAsked(db, of, enabled) }
})
