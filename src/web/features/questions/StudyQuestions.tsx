import { useTranslation } from 'react-i18next'
import type { StudyRecord } from '#contract/study/record.ts'
import { useQuestions } from '#web/api/questions.ts'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { ErrorState } from '#web/ui/Message.tsx'
import { QuestionList } from '#web/ui/question/QuestionList.tsx'
import { Skeleton } from '#web/ui/Skeleton.tsx'

/** What can be asked of a study by the AI stack, with the answers as they come. */
export function StudyQuestions({ study, onClose }: { study: StudyRecord; onClose: () => void }) {
  const { t } = useTranslation('question')
  const formats = useFormats()
  const { questions, error, ask } = useQuestions('study', study.uuid, study.phi_namespace)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('title')}
      description={[
        formats.personName(study.patient_name),
        study.study_description,
        formats.dicomDate(study.study_date),
      ]
        .filter((part) => part)
        .join(' · ')}
    >
      {questions && <QuestionList questions={questions} look="primary" onAsk={ask} />}
      {!questions && (error ? <ErrorState title={t('notRead')} /> : <Skeleton className="h-32" />)}
    </Dialog>
  )
}
