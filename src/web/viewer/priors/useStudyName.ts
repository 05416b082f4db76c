import { useTranslation } from 'react-i18next'
import { useStudyDate } from '../habits/useStudyDate.ts'
import type { OpenedStudy } from '../state/opened.ts'

/** "CURRENT 23 Nov 2026", "PRIOR 1 · 12 Feb 2026": how studies are told apart beside each other. */
export function useStudyName(): (opened: Pick<OpenedStudy, 'prior' | 'study' | 'earlier'>) => string {
  const { t } = useTranslation('hanging')
  const dateOf = useStudyDate()
  return ({ prior, study, earlier }) => {
    const date = dateOf(study.study_date) || t('study.undated')
    if (prior === 0) return t('study.current', { date })
    return earlier ? t('study.prior', { number: prior, date }) : t('study.beside', { date })
  }
}
