import { useTranslation } from 'react-i18next'
import { useToast } from '#web/ui/Toast.tsx'
import { pixelsOf } from '../loading/pixels.ts'
import { measure } from '../marks/measure.ts'
import { useStatWords } from '../overlays/useMarkLines.ts'
import { useSession } from '../state/context.ts'

/** Copies all measurements as text, one a line, values at full precision. */
export function useMeasurementText(): () => Promise<void> {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const words = useStatWords()
  const toast = useToast()
  return async () => {
    const lines = [...session.marks.store.get().marks.values()].map((mark) => {
      const found = session.frameOf(mark)
      const stats = found ? measure(mark, found.frame, pixelsOf(found.frame)) : []
      const values = stats.map(({ name, value, unit, suffix }) =>
        [words[name], String(value), unit, suffix ?? ''].filter((part) => part !== '').join(' '),
      )
      const place = found
        ? t('mark.place', {
            series: found.stack.SeriesNumber ?? found.stack.SeriesDescription,
            image: found.index + 1,
          })
        : t('mark.elsewhere')
      return [mark.label || t(`action.${mark.tool}`), values.join('; '), place].join('\t')
    })
    await navigator.clipboard.writeText(lines.join('\n'))
    toast({ text: t('dock.copied') })
  }
}
