import { useTranslation } from 'react-i18next'
import type { DraftSegment } from './annotation.ts'

/** The name of a segment; one that nobody has named is called by its number. */
export function useSegmentName(): (segment: Pick<DraftSegment, 'number' | 'label'>) => string {
  const { t } = useTranslation('segmentation')
  return ({ number, label }) => (label === String(number) ? t('segment', { number }) : label)
}
