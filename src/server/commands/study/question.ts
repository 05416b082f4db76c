import { STUDY_QUESTIONS } from '#contract/ai_question.ts'
import { studyQuestion } from '#contract/study/question.ts'
import { findStudy } from '../../access/study.ts'
import { answerFields, askQuestions, knownQuestions } from '../../ai/question.ts'
import { handle } from '../../command.ts'
import { auditOf } from '../../study/change.ts'

export default handle(studyQuestion, async ({ params, actor, services, refuse }) => {
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
