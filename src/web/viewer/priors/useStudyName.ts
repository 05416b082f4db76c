import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/ui/format/useFormats.ts'
import type { OpenedStudy } from '../state/opened.ts'

/** "CURRENT 23 Nov 2026", "PRIOR 1 · 12 Feb 2026": how studies are told apart beside each other. */
export function useStudyName(): (opened: Pick<OpenedStudy, 'prior' | 'study'>) => string {
  const { t } = useTranslation('hanging')
  const { dicomDate } = useFormats()
  return ({ prior, study }) => {
    const date = dicomDate(study.study_date) || t('study.undated')
    return prior === 0 ? t('study.current', { date }) : t('study.prior', { number: prior, date })
  }
}
