import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/ui/format/useFormats.ts'
import { IconButton } from '#web/ui/IconButton.tsx'
import { useActionKey } from '../toolbar/useKeyName.ts'
import { useTravel } from './context.ts'

/** "1 of 42" between the ways to the studies before and after; nothing where there is no list. */
export function PlaceControl() {
  const { t } = useTranslation('viewer')
  const { number } = useFormats()
  const keyOf = useActionKey()
  const { place, go } = useTravel()
  if (!place) return null
  const { index, count } = place
  const text =
    count === undefined
      ? number(index + 1)
      : t('place.of', { index: number(index + 1), count: number(Math.max(count, index + 1)) })
  return (
    <nav aria-label={t('place.label')} className="flex shrink-0 items-center">
      <IconButton
        label={t('action.previousStudy')}
        keys={keyOf('previousStudy') ?? ''}
        narrow
        disabled={index === 0}
        onClick={() => go('study', -1)}
      >
        <ChevronLeft className="mirror" />
      </IconButton>
      <span className="px-1 text-12 text-quiet tabular-nums">{text}</span>
      <IconButton
        label={t('action.nextStudy')}
        keys={keyOf('nextStudy') ?? ''}
        narrow
        disabled={count !== undefined && index + 1 >= count}
        onClick={() => go('study', 1)}
      >
        <ChevronRight className="mirror" />
      </IconButton>
    </nav>
  )
}
