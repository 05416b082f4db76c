import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/ui/format/useFormats.ts'
import type { UploadSummary } from './send/queue.ts'

/** What an upload is called: its study, or how many there are. */
export function useUploadName() {
  const { t } = useTranslation('upload')
  const formats = useFormats()
  return ({
    studies,
    StudyDescription,
    PatientName,
  }: Pick<UploadSummary, 'studies' | 'StudyDescription' | 'PatientName'>) =>
    studies > 1
      ? t('dock.studies', { count: studies })
      : [StudyDescription, formats.personName(PatientName)].filter((part) => part !== '').join(', ') ||
        t('dock.study')
}
