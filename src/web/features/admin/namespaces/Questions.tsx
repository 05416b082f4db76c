import { useTranslation } from 'react-i18next'
import { useQuestions } from '#web/api/questions.ts'
import { QuestionList } from '#web/ui/question/QuestionList.tsx'
import { allows, useAccount } from '../account.ts'
import { Part } from './Part.tsx'

/** What can be asked of a place by the AI stack; nothing where nothing can. */
export function Questions({ uuid }: { uuid: string }) {
  const { t } = useTranslation('question')
  const { questions, ask } = useQuestions('namespace', uuid, uuid, allows(useAccount(), 'namespace_question'))
  if (!questions || questions.length === 0) return null
  return (
    <Part title={t('title')}>
      <QuestionList questions={questions} onAsk={ask} />
    </Part>
  )
}
