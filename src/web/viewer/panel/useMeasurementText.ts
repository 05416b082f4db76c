import { useTranslation } from 'react-i18next'
import { useToast } from '#web/ui/Toast.tsx'
import { saveCsv, toCsv } from '#web/ui/table/csv.ts'
import { PLAIN_WORDS } from '../marks/text.ts'
import { useStatWords } from '../overlays/useMarkLines.ts'
import { useSession } from '../state/context.ts'
import { type MeasuredRow, measuredRows } from './measurementTable.ts'

/** Takes the measurements elsewhere: as text by the clipboard, or as a CSV file; values at full precision. */
export function useMeasurementText(): { copy: () => Promise<void>; save: () => void } {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const words = useStatWords()
  const toast = useToast()

  const placeOf = ({ found }: MeasuredRow) =>
    found
      ? t('mark.place', {
          series: found.stack.SeriesNumber ?? found.stack.SeriesDescription,
          image: found.index + 1,
        })
      : t('mark.elsewhere')

  return {
    async copy() {
      const byMark = Map.groupBy(measuredRows(session), ({ mark }) => mark.id)
      const lines = [...byMark.values()].flatMap((rows) => {
        const [first] = rows
        if (!first) return []
        const values = rows.flatMap(({ stat }) =>
          stat
            ? [
                [words[stat.name], String(stat.value), stat.unit, stat.suffix ?? '']
                  .filter((part) => part !== '')
                  .join(' '),
              ]
            : [],
        )
        const { mark } = first
        return [[mark.label || t(`action.${mark.tool}`), values.join('; '), placeOf(first)].join('\t')]
      })
      await navigator.clipboard.writeText(lines.join('\n'))
      toast({ text: t('dock.copied') })
    },
    save() {
      const column = (label: string, text: (row: MeasuredRow) => string) => ({ label, text })
      const columns = [
        column(t('csv.study'), ({ studyDate }) => studyDate),
        column(t('csv.place'), placeOf),
        column(t('csv.kind'), ({ mark }) => t(`action.${mark.tool}`)),
        column(t('csv.label'), ({ mark }) => mark.label),
        column(t('csv.measure'), ({ stat }) => (stat ? PLAIN_WORDS[stat.name] || stat.name : '')),
        column(t('csv.value'), ({ stat }) => (stat ? String(stat.value) : '')),
        column(t('csv.unit'), ({ stat }) => stat?.unit ?? ''),
        column(t('csv.basis'), ({ stat }) => stat?.suffix ?? ''),
        column(t('csv.author'), ({ mark }) => mark.author),
        column(t('csv.made'), ({ mark }) => mark.created),
      ]
      saveCsv('measurements.csv', toCsv(columns, measuredRows(session)))
    },
  }
}
