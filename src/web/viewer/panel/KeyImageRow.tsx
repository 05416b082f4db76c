import { Star, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/IconButton.tsx'
import type { Keyimage } from '../marks/keyimages.ts'
import { useSession } from '../state/context.ts'
import { useImagePlace } from './useImagePlace.ts'

/** One key image: activate it to see it. */
export function KeyImageRow({ image }: { image: Keyimage }) {
  const { t } = useTranslation('viewer')
  const session = useSession()
  const { text, frame } = useImagePlace(image)
  return (
    <li className="group flex items-start gap-2 px-4 py-1.5 text-12 hover:bg-hover">
      <Star aria-hidden="true" className="mt-0.5 fill-current text-quiet" />
      <button type="button" onClick={() => session.jumpTo(image)} className="min-w-0 grow text-start">
        <span className="block font-medium tabular-nums">{text}</span>
        <span className="block truncate text-quiet">
          {image.author}
          {image.saving !== 'saved' && ` · ${t(`mark.${image.saving}`)}`}
        </span>
      </button>
      {session.permissions.keyimages && frame && session.keyimages.isOwn(image) && (
        <IconButton
          label={t('keyImage.remove', { name: text })}
          narrow
          className="opacity-0 hover:text-bad focus-visible:opacity-100 group-hover:opacity-100 [@media(pointer:coarse)]:opacity-100"
          onClick={() => session.keyimages.toggle(frame)}
        >
          <Trash2 className="!size-3.5" />
        </IconButton>
      )}
    </li>
  )
}
