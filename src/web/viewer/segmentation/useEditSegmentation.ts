import { useTranslation } from 'react-i18next'
import { useToast } from '#web/ui/Toast.tsx'
import { fetchRawFrame } from '../objects/layers/rawFrames.ts'
import { segmentation } from '../objects/seg/SegmentationLayer.tsx'
import type { OtherObject } from '../stacks/stack.ts'
import { stacksOf } from '../state/content.ts'
import { useSession } from '../state/context.ts'
import { paintOn } from './actions.ts'
import { draftSegments, labelsOf, placeOnStack } from './fromObject.ts'
import type { Painted } from './painting.ts'

/** Takes a stored segmentation up to be painted on: a copy, for what is stored stays as it is. */
export function useEditSegmentation(): (object: OtherObject) => Promise<void> {
  const { t } = useTranslation('segmentation')
  const session = useSession()
  const toast = useToast()
  return async (object) => {
    const { address, content } = session.openedOf(object)
    const read = segmentation(object.dataset, address.root)
    const placed = read ? placeOnStack(read, stacksOf(content.store.get())) : 'noImages'
    if (!read || typeof placed === 'string') {
      toast({ kind: 'bad', text: t(`cannot.${typeof placed === 'string' ? placed : 'noImages'}`) })
      return
    }
    try {
      const painted: Painted[] = []
      for (const [frame, masks] of placed.over) {
        const bytes = await Promise.all(
          masks.map(async ({ frame: mask, segment }) => ({ segment, bytes: await fetchRawFrame(mask) })),
        )
        const labels = labelsOf(frame.plane.rows * frame.plane.columns, bytes)
        if (!labels) {
          toast({ kind: 'bad', text: t('cannot.overlap') })
          return
        }
        painted.push({ frame, labels })
      }
      const name = object.SeriesDescription.slice(0, 64)
      const draft = session.drafts.import(placed.stack, name, draftSegments(read), painted)
      if (!draft) return
      session.objects.layers.hide(object.id)
      paintOn(session, draft)
    } catch {
      toast({ kind: 'bad', text: t('notRead') })
    }
  }
}
