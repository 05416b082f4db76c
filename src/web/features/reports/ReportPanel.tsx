import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RadreportDescription } from '#contract/radreport.ts'
import { useLeaving } from '#web/api/leaving.ts'
import type { ReportPanelProps } from '#web/api/report_panel.ts'
import { Button } from '#web/ui/Button.tsx'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { EmptyState } from '#web/ui/Message.tsx'
import { Select } from '#web/ui/Select.tsx'
import { NewReport } from './NewReport.tsx'
import { OpenReport } from './OpenReport.tsx'
import { useReportedStudy } from './queries.ts'

/** What is written of a study, and where it is written: beside the images, or over the worklist. */
export default function ReportPanel({ study: given, sources }: ReportPanelProps) {
  const { t } = useTranslation('reports')
  const study = useReportedStudy(given)
  const leaving = useLeaving()
  const [chosen, setChosen] = useState<string>()
  const [another, setAnother] = useState(false)
  const may = study.permissions.radreport_edit === 1
  const there = study.radreports.filter(({ uuid }) => !leaving.has(uuid))
  const reports = there.filter(({ addendum_to }) => addendum_to === null)
  const open = reports.find(({ uuid }) => uuid === chosen) ?? reports.at(-1)
  if (another || !open) {
    if (!may)
      return (
        <EmptyState
          title={t('none')}
          {...(study.permissions.radreport_view === 1 ? {} : { text: t('notYours') })}
        />
      )
    return (
      <NewReport
        study={study}
        onWritten={(uuid) => {
          setChosen(uuid)
          setAnother(false)
        }}
        onCancel={open && (() => setAnother(false))}
      />
    )
  }
  return (
    <div className="flex min-h-0 grow flex-col">
      {reports.length > 1 && (
        <div className="shrink-0 border-line border-b px-4 py-2">
          <WhichReport reports={reports} open={open} onChoose={setChosen} />
        </div>
      )}
      <OpenReport
        key={open.uuid}
        uuid={open.uuid}
        study={study}
        addenda={there.filter(({ addendum_to }) => addendum_to === open.uuid)}
        sources={sources}
        another={
          may && (
            <Button look="plain" size="small" onClick={() => setAnother(true)}>
              {t('another')}
            </Button>
          )
        }
      />
    </div>
  )
}

function WhichReport({
  reports,
  open,
  onChoose,
}: {
  reports: readonly RadreportDescription[]
  open: RadreportDescription
  onChoose: (uuid: string) => void
}) {
  const { t } = useTranslation('reports')
  const formats = useFormats()
  return (
    <Select
      label={t('which')}
      quietLabel
      value={open.uuid}
      onChange={onChoose}
      options={reports.map(({ uuid, type, user_name, signed }) => ({
        value: uuid,
        label: [type, user_name, signed === null ? t('state.DRAFT') : formats.timestamp(signed)].join(' · '),
      }))}
    />
  )
}
