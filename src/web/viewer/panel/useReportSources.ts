import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReportSources } from '#web/api/report_panel.ts'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { formatStat } from '../marks/text.ts'
import { useStatWords } from '../overlays/useMarkLines.ts'
import { useSession } from '../state/context.ts'
import { measuredRows } from './measurementTable.ts'

/** What a report takes from the open study: its measurements as they stand beside the marks, and its key images. */
export function useReportSources(): ReportSources {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const words = useStatWords()
  const { locale } = useFormats()
  return useMemo(
    () => ({
      measurements() {
        const byMark = Map.groupBy(measuredRows(session), ({ mark }) => mark.id)
        return [...byMark].flatMap(([id, rows]) => {
          const [first] = rows
          if (!first) return []
          const values = rows.flatMap(({ stat }) =>
            stat
              ? [[words[stat.name], formatStat(stat, locale)].filter((part) => part !== '').join(' ')]
              : [],
          )
          const { mark } = first
          // An arrow measures nothing; what it says is written down.
          const text = values.length > 0 ? values.join(', ') : mark.label
          return text === '' ? [] : [{ id, label: mark.label || t(`action.${mark.tool}`), text }]
        })
      },
      images() {
        const own = [...session.keyimages.store.get().images.values()].filter(
          ({ studyId }) => studyId === session.study.uuid,
        )
        return own.map((image) => {
          const found = session.frameOf(image)
          return {
            series_uid: image.SeriesInstanceUID,
            instance_uid: image.SOPInstanceUID,
            frame_number: image.frameNumber,
            label: found
              ? t('mark.place', {
                  series: found.stack.SeriesNumber ?? found.stack.SeriesDescription,
                  image: found.index + 1,
                })
              : t('mark.elsewhere'),
          }
        })
      },
      leave: () => session.focusActive(),
    }),
    [session, words, locale, t],
  )
}
