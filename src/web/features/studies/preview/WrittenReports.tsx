import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StudyRecord } from '#contract/study/record.ts'
import { useReportPanel } from '#web/api/report_panel.ts'
import { Button } from '#web/ui/Button.tsx'
import { Dialog } from '#web/ui/Dialog.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { StatusShape } from '#web/ui/StatusShape.tsx'
import { PaneSection } from './PaneSection.tsx'

/** The reports that are written of a study: each by its first words, opened over the list. */
export function WrittenReports({ study }: { study: StudyRecord }) {
  const { t } = useTranslation('studies')
  const formats = useFormats()
  const Panel = useReportPanel()
  const [open, setOpen] = useState(false)
  const { radreports } = study
  const writes = study.permissions.radreport_edit === 1
  if (!Panel || (radreports.length === 0 && !writes)) return null
  return (
    <PaneSection
      title={t('written.title')}
      note={radreports.length > 0 ? formats.number(radreports.length) : undefined}
    >
      <ul className="flex flex-col gap-2">
        {radreports.map((report) => (
          <li key={report.uuid}>
            <button
              type="button"
              onClick={() => setOpen(true)}
              className="block w-full rounded-1 text-start hover:bg-hover max-md:min-h-11"
            >
              <span className="flex items-center gap-1.5 text-12">
                <StatusShape shape={report.signed === null ? 'half' : 'done'} />
                <span className="min-w-0 truncate">
                  {report.signed === null
                    ? t('written.draft', { name: report.user_name })
                    : t('written.signed', {
                        name: report.signed_by_name ?? '',
                        when: formats.timestamp(report.signed),
                      })}
                </span>
              </span>
              <span dir="auto" className="line-clamp-2 block text-start text-12 text-quiet">
                {report.description}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {radreports.length === 0 && (
        <Button size="small" onClick={() => setOpen(true)}>
          {t('written.write')}
        </Button>
      )}
      {open && (
        <Dialog open onOpenChange={() => setOpen(false)} title={t('written.title')} width="normal" flush>
          <div className="flex h-[70dvh] flex-col">
            <Panel study={study} />
          </div>
        </Dialog>
      )}
    </PaneSection>
  )
}
