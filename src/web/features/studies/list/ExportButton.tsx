import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StudyRecord } from '#contract/study/record.ts'
import type { StudyListParams } from '#web/api/study_list.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useToast } from '#web/ui/Toast.tsx'
import { isShown, orderedColumns, type TableColumn, type TableLayout } from '#web/ui/table/columns.ts'
import { saveCsv, toCsv } from '#web/ui/table/csv.ts'
import { firstStudies } from './everything.ts'

const MOST = 10_000

/** What is filtered, in the shown columns, as a CSV file. */
export function ExportButton({
  params,
  count,
  columns,
  layout,
}: {
  params: StudyListParams
  count: number
  columns: readonly TableColumn<StudyRecord>[]
  layout: TableLayout
}) {
  const { t } = useTranslation('studies')
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      const studies = await firstStudies(params, MOST)
      const shown = orderedColumns(columns, layout).filter((column) => isShown(column, layout))
      saveCsv(`worklist-${new Date().toISOString().slice(0, 10)}.csv`, toCsv(shown, studies))
      if (count > MOST) toast({ text: t('export.bounded', { count: MOST }) })
    } catch {
      toast({ kind: 'bad', text: t('export.failed') })
    } finally {
      setBusy(false)
    }
  }
  return (
    <IconButton
      label={busy ? t('export.busy') : t('export.label')}
      disabled={busy || count === 0}
      onClick={() => void save()}
    >
      <Download />
    </IconButton>
  )
}
