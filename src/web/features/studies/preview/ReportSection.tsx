import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { hl7StudyReport } from '#contract/hl7.ts'
import type { StudyRecord } from '#contract/study/record.ts'
import { commandQuery, keyOf } from '#web/api/query.ts'
import { PaneSection } from './PaneSection.tsx'

/** The newest report that came by HL7, where one did and the reader may see it. Messages without a report show nothing. */
export function ReportSection({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const { data } = useQuery({
    ...commandQuery(hl7StudyReport, { study_id: study.uuid }),
    // A newer message is a newer report.
    queryKey: keyOf(hl7StudyReport, { study_id: study.uuid, newest: study.hl7[0]?.uuid }),
    enabled: study.hl7.length > 0,
  })
  if (!data) return null
  return (
    <PaneSection title={t('pane.report')}>
      <p dir="auto" className="whitespace-pre-wrap text-start text-12 leading-relaxed">
        {data.text}
      </p>
    </PaneSection>
  )
}
