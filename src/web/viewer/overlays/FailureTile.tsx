import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FailureReason } from '../loading/failure.ts'
import { useStore } from '../state/store.ts'
import type { ImageViewport } from '../viewport/viewport.ts'

/** In place of a picture that is not there: never the one before it, which would pass for this one. */
export function FailureTile({ viewport, reason }: { viewport: ImageViewport; reason: FailureReason }) {
  const { t } = useTranslation('viewer')
  const target = useStore(viewport.view, (view) => view.target)
  const again = reason === 'unreachable' || reason === 'denied'
  return (
    <div role="alert" className="absolute inset-0 grid place-items-center bg-image-ground p-4 text-center">
      <div className="flex max-w-72 flex-col items-center gap-1">
        <TriangleAlert aria-hidden="true" className="text-image-text" />
        <p className="font-strong text-13 text-image-text">{t('failure.title', { number: target + 1 })}</p>
        <p className="text-12 text-image-quiet">{t(`failure.${reason}`)}</p>
        {again && (
          <button
            type="button"
            className="mt-2 h-7 rounded-2 border border-image-quiet px-2.5 font-medium text-image-text max-md:h-11"
            onClick={() => viewport.retry()}
          >
            {t('error.again')}
          </button>
        )}
      </div>
    </div>
  )
}
