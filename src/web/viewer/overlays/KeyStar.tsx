import { Star } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { imageKey } from '../marks/mark.ts'
import type { Frame } from '../stacks/frame.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'

/** A star on a key image. */
export function KeyStar({ frame }: { frame: Frame }) {
  const { t } = useTranslation('viewer')
  const key = imageKey({ SOPInstanceUID: frame.instance.SOPInstanceUID, frameNumber: frame.frameNumber })
  const marked = useStore(useSession().keyimages.store, ({ images }) => images.get(key))
  if (!marked) return null
  return (
    <div className="mt-0.5 flex items-center gap-1">
      <Star aria-hidden="true" className="!size-3 fill-current" />
      {t('overlay.keyImage')}
    </div>
  )
}
