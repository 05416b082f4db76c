import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { StudyRecord } from '#contract/study/record.ts'
import { QuestionAction } from '#web/api/question_action.ts'

const StudyQuestions = lazy(async () => ({
  default: (await import('#web/features/questions/StudyQuestions.tsx')).StudyQuestions,
}))

/** Questions to the AI stack around what shows studies. */
export function Questions({ children }: { children: ReactNode }) {
  const [study, setStudy] = useState<StudyRecord>()
  return (
    <QuestionAction value={setStudy}>
      {children}
      {study && (
        <Suspense>
          <StudyQuestions study={study} onClose={() => setStudy(undefined)} />
        </Suspense>
      )}
    </QuestionAction>
  )
}
