import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useToast } from '#web/ui/Toast.tsx'
import { textOf } from '../data/dicomJson.ts'
import { Tag } from '../data/tag.ts'
import type { PaintedImage } from '../output/dicom/segmentation.ts'
import { objectsOf } from '../state/content.ts'
import { useSession } from '../state/context.ts'
import type { Draft } from './draft.ts'

/** Makes a DICOM object of what was painted, stores it in the study, and shows that in place of what was painted. */
export function useSaveSegmentation(): {
  save: (draft: Draft) => Promise<void>
  /** The one that is on its way, by its id. */
  saving: string | undefined
} {
  const { t } = useTranslation('segmentation')
  const session = useSession()
  const toast = useToast()
  const [saving, setSaving] = useState<string>()

  const store = async (draft: Draft) => {
    const opened = session.openedWith(draft.studyId)
    const images = [...draft.slices.values()].map((slice): PaintedImage | undefined => {
      const found = session.frameOf(slice)
      return found && { frame: found.frame, labels: slice.labels }
    })
    const painted = images.filter((image) => image !== undefined)
    if (painted.length < images.length) {
      toast({ kind: 'bad', text: t('imagesMissing') })
      return
    }
    const order = session.frameOf(draft.at)?.stack.frames ?? []
    painted.sort((one, other) => order.indexOf(one.frame) - order.indexOf(other.frame))
    const { segmentationObject } = await import('../output/dicom/segmentation.ts')
    const { storeObject } = await import('../output/dicom/store.ts')
    const dataset = segmentationObject(
      { name: draft.name || 'Segmentation', segments: draft.segments },
      painted,
      { name: session.reader.name, at: new Date() },
    )
    if (!dataset) {
      toast({ kind: 'bad', text: t('nothing') })
      return
    }
    await storeObject(opened.address, dataset)
    toast({ text: t('stored') })
    await opened.content.load()
    const uid = textOf(dataset, Tag.SOPInstanceUID)
    const object = objectsOf(opened.content.store.get()).find((one) => one.SOPInstanceUID === uid)
    // Only what the study is seen to hold takes the place of what was painted.
    if (!object) return
    session.objects.layers.show(object)
    session.ui.set({ segmenting: undefined })
    session.chooseHome()
    session.drafts.remove(draft.id)
  }

  return {
    saving,
    async save(draft) {
      setSaving(draft.id)
      try {
        await store(draft)
      } catch {
        toast({ kind: 'bad', text: t('notStored') })
      } finally {
        setSaving(undefined)
      }
    },
  }
}
