import { useTranslation } from 'react-i18next'
import { hasPictures } from '../stacks/modality.ts'
import type { SeriesSlot } from '../state/content.ts'
import { useOpened } from '../state/context.ts'
import { SeriesThumbnail } from './Thumbnail.tsx'

/** A series whose metadata is not here yet, or did not come. */
export function PendingTile({ slot }: { slot: SeriesSlot }) {
  const { t } = useTranslation('viewer')
  const { content, address } = useOpened()
  const name = slot.SeriesDescription || slot.Modality || t('strip.unnamed')
  const face = (
    <>
      <span className="relative block h-[72px] overflow-hidden rounded-1 border border-line bg-image-ground text-image-text [text-shadow:var(--image-shadow)] max-md:size-[60px]">
        {slot.failure ? (
          <span className="grid size-full place-items-center px-1 text-center text-11">
            {t('strip.failed')}
          </span>
        ) : (
          hasPictures(slot.Modality) && (
            <SeriesThumbnail address={address} SeriesInstanceUID={slot.SeriesInstanceUID} />
          )
        )}
        <span className="absolute start-1 top-0.5 font-medium text-11">{slot.SeriesNumber}</span>
        <span className="absolute end-1 bottom-1 font-medium text-[10px]/[14px] tabular-nums">
          {slot.instances || ''}
        </span>
      </span>
      <span className="mt-0.5 block truncate font-medium text-11 text-quiet max-md:hidden">{name}</span>
    </>
  )
  if (!slot.failure) {
    return (
      <div role="status" aria-label={t('strip.pending', { name })} className="shrink-0">
        {face}
      </div>
    )
  }
  return (
    <button
      type="button"
      className="block shrink-0 text-start"
      onClick={() => void content.load(slot.SeriesInstanceUID)}
    >
      <span className="sr-only">{t('strip.failedAgain', { name })}</span>
      <span aria-hidden="true">{face}</span>
    </button>
  )
}
