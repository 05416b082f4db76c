import { Star } from 'lucide-react'
import { imageKey } from '../marks/mark.ts'
import { useSession } from '../state/context.ts'
import { useStore } from '../state/store.ts'
import { ActionButton } from './ActionButton.tsx'
import { useActive } from './useActive.ts'

/** Marks the picture on the screen as a key image, and shows that it is one. */
export function KeyImageButton() {
  const { keyimages } = useSession()
  const frame = useActive((view) => view?.frame)
  const starred = useStore(
    keyimages.store,
    ({ images }) =>
      frame !== undefined &&
      images.has(imageKey({ SOPInstanceUID: frame.instance.SOPInstanceUID, frameNumber: frame.frameNumber })),
  )
  return (
    <ActionButton
      action="keyImage"
      icon={Star}
      pressed={starred}
      disabled={!frame || !keyimages.mayToggle(frame)}
    />
  )
}
