import { useTranslation } from 'react-i18next'
import type { StudyRecord } from '#contract/study/record.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { PaneSection } from './PaneSection.tsx'
import { Tags } from './TagsSection.tsx'

/** What is known about a study beyond its row. */
export function FactsSection({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const facts = [
    ['accession_number', study.accession_number],
    ['study_date', formats.dicomDateTime(study.study_date, study.study_time)],
    ['referring_physician', formats.personName(study.referring_physician)],
    ['phi_namespace_name', study.phi_namespace_name],
    ['created', formats.timestampLong(study.created)],
    ['size', formats.bytes(study.size)],
    ['patient_additional_history', study.patient_additional_history],
  ] as const
  return (
    <PaneSection title={t('facts')}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-12">
        {facts.map(
          ([id, value]) =>
            value !== null &&
            value !== '' && (
              <div key={id} className="contents">
                <dt className="text-quiet">{t(`field.${id}`)}</dt>
                <dd dir="auto" className="min-w-0 break-words text-start tabular-nums">
                  {value}
                </dd>
              </div>
            ),
        )}
        <dt className="text-quiet">{t('field.study_uid')}</dt>
        <dd className="min-w-0 break-all font-mono text-11">{study.study_uid}</dd>
        <dt className="text-quiet">{t('field.tags')}</dt>
        <dd>
          <Tags study={study} />
        </dd>
      </dl>
    </PaneSection>
  )
}
