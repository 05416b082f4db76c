import { Star, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ReportImage } from '#web/api/report_panel.ts'
import { inputClasses } from '#web/ui/Field.tsx'
import { IconButton } from '#web/ui/IconButton.tsx'
import { isSameImage } from './fields.ts'

/** The pictures that the document shows, each with words under it. */
export function ChosenImages({
  images,
  onChange,
}: {
  images: readonly ReportImage[]
  onChange: (images: readonly ReportImage[]) => void
}) {
  const { t } = useTranslation('reports')
  if (images.length === 0) return null
  return (
    <section aria-label={t('keyImages')}>
      <h4 className="mb-1 font-medium text-11 text-quiet uppercase tracking-wide">{t('keyImages')}</h4>
      <ul className="flex flex-col gap-1">
        {images.map((image, place) => (
          <li key={`${image.instance_uid}/${image.frame_number}`} className="flex items-center gap-2">
            <Star aria-hidden="true" className="!size-3.5 shrink-0 text-quiet" />
            <input
              aria-label={t('imageLabel', { n: place + 1 })}
              value={image.label}
              onChange={(event) =>
                onChange(
                  images.map((one) =>
                    isSameImage(one, image) ? { ...one, label: event.target.value } : one,
                  ),
                )
              }
              className={inputClasses}
            />
            <IconButton
              label={t('removeImage', { n: place + 1 })}
              narrow
              onClick={() => onChange(images.filter((one) => !isSameImage(one, image)))}
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
