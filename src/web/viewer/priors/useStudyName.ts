import { useTranslation } from 'react-i18next'
import { useStudyDate } from '../habits/useStudyDate.ts'
import type { OpenedStudy } from '../state/opened.ts'

/** "CURRENT 23 Nov 2026", "PRIOR 1 · 12 Feb 2026": how studies are told apart beside each other. */
export function useStudyName(): (opened: Pick<OpenedStudy, 'prior' | 'study'>) => string {
  const { t } = useTranslation('hanging')
  const dateOf = useStudyDate()
  return ({ prior, study }) => {
    const date = dateOf(study.study_date) || t('study.undated')
    return prior === 0 ? t('study.current', { date }) : t('study.prior', { number: prior, date })
  }
}
