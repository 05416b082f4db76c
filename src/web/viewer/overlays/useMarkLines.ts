import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { pixelsOf } from '../loading/pixels.ts'
import type { Shape } from '../marks/mark.ts'
import { measure, type Stat } from '../marks/measure.ts'
import { frameOfShape } from '../marks/section.ts'
import { linesOf, type StatWords } from '../marks/text.ts'
import type { Frame } from '../stacks/frame.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'

/** The words before values in the reader's language. */
export function useStatWords(): StatWords {
  const { t } = useTranslation('viewer')
  return useMemo(
    () => ({
      length: '',
      across: t('stat.across'),
      down: t('stat.down'),
      angle: '',
      cobb: '',
      long: t('stat.long'),
      short: t('stat.short'),
      radius: t('stat.radius'),
      area: t('stat.area'),
      mean: t('stat.mean'),
      max: t('stat.max'),
      min: t('stat.min'),
      stdDev: t('stat.stdDev'),
      value: '',
      red: t('stat.red'),
      green: t('stat.green'),
      blue: t('stat.blue'),
    }),
    [t],
  )
}

/** What a mark measures on its image; again when the picture arrives. */
export function useMarkStats(shape: Shape, source: Frame | undefined): readonly Stat[] {
  const { prefetch } = useSession()
  const loaded = useStore(
    prefetch.progress,
    (state) => source !== undefined && state.loaded.has(source.imageId),
  )
  const { tool, points, plane } = shape
  // biome-ignore lint/correctness/useExhaustiveDependencies: the values follow the points, not the text or the label
  return useMemo(() => {
    if (!source) return []
    const frame = source.section ? source : frameOfShape({ ...(plane ? { plane } : {}) }, source)
    return measure(shape, frame, loaded || frame.section ? pixelsOf(frame) : undefined)
  }, [tool, points, plane, source, loaded])
}

/** The lines of text beside a mark. */
export function useMarkLines(shape: Shape, frame: Frame): readonly string[] {
  const words = useStatWords()
  const { locale } = useFormats()
  const stats = useMarkStats(shape, frame)
  return useMemo(() => linesOf(shape.label, stats, words, locale), [shape.label, stats, words, locale])
}
