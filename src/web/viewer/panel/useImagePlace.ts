import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImageReference } from '../marks/mark.ts'
import type { Frame } from '../stacks/frame.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'

/** Where an image stands in the study, in words; without its frame while its series is not read yet. */
export function useImagePlace(
  image: Omit<ImageReference, 'SeriesInstanceUID'> & { readonly studyId: string },
): {
  text: string
  frame: Frame | undefined
} {
  const { t } = useTranslation('viewer')
  const { t: ofPriors } = useTranslation('hanging')
  const session = useSession()
  const opened = session.openedWith(image.studyId)
  const series = useStore(opened.content.store, (state) => state.series)
  const { SOPInstanceUID, frameNumber } = image
  return useMemo(() => {
    const found = series.length > 0 ? session.frameOf({ SOPInstanceUID, frameNumber }) : undefined
    if (!found) return { text: t('mark.elsewhere'), frame: undefined }
    const { stack, index, frame } = found
    const place = t('mark.place', { series: stack.SeriesNumber ?? stack.SeriesDescription, image: index + 1 })
    if (opened.prior === 0) return { text: place, frame }
    const { earlier, prior: number } = opened
    const study = earlier ? ofPriors('priors.short', { number }) : ofPriors('priors.beside')
    return { text: `${study} ${place}`, frame }
  }, [session, opened, series, SOPInstanceUID, frameNumber, t, ofPriors])
}
